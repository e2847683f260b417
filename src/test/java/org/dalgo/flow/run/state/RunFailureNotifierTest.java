package org.dalgo.flow.run.state;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.flow.FlowProfile;
import org.dalgo.flow.PrefectStub;
import org.dalgo.flow.TestTenant;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.dalgo.upstream.prefect.run.StateType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(FlowProfile.class)
class RunFailureNotifierTest {

    @Inject
    TestTenant tenant;

    @Inject
    TestPeople people;

    @Inject
    RunStateWriter stateWriter;

    private OrgView org;
    private String token;
    private String deployment;

    @BeforeEach
    void aPipeline() {
        PrefectStub.reset();
        org = tenant.org();
        token = people.token(people.member(org, "account_manager"));
        UUID connection = tenant.connection(org, "KoBo");
        deployment = caller().body(Map.of(
                        "name",
                        "nightly",
                        "cron",
                        "",
                        "connections",
                        List.of(Map.of("id", connection.toString(), "seq", 1)),
                        "transformTasks",
                        List.of()))
                .post("/api/prefect/v1/flows/")
                .then()
                .statusCode(200)
                .extract()
                .path("deploymentId");
    }

    @Test
    void managersAreNotifiedOnceThatAPipelineFailed() {
        UUID run = running();
        Instant end = Instant.now();

        apply(run, StateType.FAILED, "Failed", end);
        // The same again with its exact times, as the refresh after the event brings it.
        TestPeople.await(() -> stateWriter.apply(
                run, new StateChange(StateType.FAILED, "Failed", end, "secret row", null, end, end, 3.0)));

        assertThat(tenant.messages(org))
                .containsExactly(
                        org.name() + ": the pipeline nightly failed. A step failed; the log of the run says why.\n"
                                + "http://localhost:3001/orchestrate");
        assertThat(topics()).contains("notification");
    }

    @Test
    void theFirstStepThatFailedIsNamedAsPeopleKnowIt() {
        UUID run = running();
        step(run, (String) tenant.value(
                org,
                "select t.label from deployment_task t join deployment d on d.id = t.deployment_id where d.org_id = $1",
                org.id().value()));

        apply(run, StateType.FAILED, "Failed", Instant.now());

        assertThat(tenant.messages(org).get(0))
                .startsWith(org.name()
                        + ": the pipeline nightly failed. The sync of KoBo failed; the log of the run says why.");
    }

    @Test
    void aTaskIsNamedWithoutItsPreparationsAndWithoutInternalNames() {
        caller().body("{}").post("/api/prefect/tasks/transform/").then().statusCode(200);
        deployment = tenant.value(
                        org,
                        "select d.prefect_deployment_id from deployment d join deployment_task t on t.deployment_id = d.id"
                                + " where d.type = 'manual' and t.label = 'dbtjob-dbt-run' limit 1")
                .toString();
        UUID first = running();
        step(first, "dbtjob-dbt-run");
        apply(first, StateType.FAILED, "Failed", Instant.now());
        UUID second = running();
        step(second, "shellop-git-pull");
        apply(second, StateType.FAILED, "Failed", Instant.now());

        assertThat(tenant.messages(org))
                .noneMatch(message -> message.contains("shellop") || message.contains("dbtjob"))
                .anyMatch(message -> message.startsWith(
                        org.name() + ": the task DBT run failed. A step failed; the log of the run says why."))
                .anyMatch(message -> message.startsWith(org.name()
                        + ": the task DBT run failed. The task GIT pull failed; the log of the run says why."));
    }

    private void step(UUID run, String label) {
        tenant.run(
                org,
                "insert into run_step (run_id, org_id, prefect_task_run_id, label, seq, state_type, state_name, state_at)"
                        + " select id, org_id, gen_random_uuid(), $2, 0, 'FAILED', 'Failed', now() from run"
                        + " where prefect_flow_run_id = $1",
                run,
                label);
    }

    @Test
    void aProcessThatDiedAndFailedTestsAreFailures() {
        apply(running(), StateType.CRASHED, "Crashed", Instant.now());
        apply(running(), StateType.COMPLETED, "DBT_TEST_FAILED", Instant.now());

        assertThat(tenant.messages(org)).hasSize(2);
        assertThat(tenant.messages(org).get(0)).contains("Its process ended before it could finish.");
        assertThat(tenant.messages(org).get(1)).contains("Tests of the data failed.");
    }

    @Test
    void successAndCancellationSendNoNotification() {
        apply(running(), StateType.COMPLETED, "Completed", Instant.now());
        apply(running(), StateType.CANCELLED, "Cancelled", Instant.now());

        assertThat(tenant.messages(org)).isEmpty();
    }

    @Test
    void aFailureDiscoveredADayLaterSendsNoNotification() {
        apply(running(), StateType.FAILED, "Failed", Instant.now().minus(Duration.ofDays(2)));

        assertThat(tenant.messages(org)).isEmpty();
    }

    @Test
    void aTaskOfItsOwnIsNamedByWhatItDoes() {
        tenant.run(
                org,
                "update deployment set type = 'manual' where org_id = $1",
                org.id().value());

        apply(running(), StateType.FAILED, "Failed", Instant.now());

        assertThat(tenant.messages(org).get(0))
                .contains("the sync of KoBo failed")
                .endsWith("/ingest");
    }

    @Test
    void theWebhookNeedsTheKeyAndABody() {
        hint(null, "{\"body\":\"x\"}").then().statusCode(401).body("detail", equalTo("the key is wrong"));
        hint("wrong", "{\"body\":\"x\"}").then().statusCode(401);
        hint("test-webhook-key", "{}").then().statusCode(422);
        hint("test-webhook-key", "{\"body\":\"words that say nothing\"}")
                .then()
                .statusCode(200)
                .body("status", equalTo("ok"));
        given().contentType("application/json")
                .header("X-Notification-Key", "wrong")
                .body("{\"body\":\"x\"}")
                .post("/webhooks/notification/")
                .then()
                .statusCode(401);
    }

    @Test
    void theWebhookTriggersARefreshOfTheRun() {
        UUID run = running();

        hint("test-webhook-key", "{\"body\":\"Flow run wild_otter with id " + run + " entered state DBT_TEST_FAILED\"}")
                .then()
                .statusCode(200);

        await().atMost(Duration.ofSeconds(10)).until(() -> PrefectStub.server().getAllServeEvents().stream()
                .anyMatch(call -> call.getRequest().getUrl().contains("/flow_runs/" + run)));
    }

    private UUID running() {
        UUID run = UUID.randomUUID();
        tenant.run(
                org,
                "insert into run (org_id, deployment_id, prefect_deployment_id, prefect_flow_run_id, name,"
                        + " state_type, state_name, state_at,"
                        + " started_at, dispatch)"
                        + " select org_id, id, prefect_deployment_id, $2, 'otter', 'RUNNING', 'Running', now()"
                        + " - interval '3 days',"
                        + " now() - interval '3 days', 'sent' from deployment where prefect_deployment_id = $1",
                UUID.fromString(deployment),
                run);
        return run;
    }

    private void apply(UUID run, StateType type, String name, Instant at) {
        TestPeople.await(() -> stateWriter.apply(run, StateChange.of(type, name, at)));
    }

    private List<Object> topics() {
        return tenant
                .rows(
                        org,
                        "select topic from org_event where org_id = $1",
                        org.id().value())
                .stream()
                .map(row -> row[0])
                .toList();
    }

    private Response hint(String key, String body) {
        var request = given().contentType("application/json").body(body);
        return (key == null ? request : request.header("X-Notification-Key", key)).post("/webhooks/v1/notification/");
    }

    private RequestSpecification caller() {
        return given().header("Authorization", "Bearer " + token)
                .header("x-dalgo-org", org.slug())
                .contentType("application/json");
    }
}
