package org.dalgo.flow.run;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.flow.TestTenant;
import org.dalgo.flow.run.FlowRunStub.Fault;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.testsupport.SseClient;
import org.dalgo.testsupport.SseClient.Event;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Prefect fails in every way. Pages answer from our tables, and a start names the failed system. Streams stay open and
 * send nothing false. All states converge after the failure.
 */
@QuarkusTest
@TestProfile(FaultProfile.class)
class PrefectFaultTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    // One request that may be repeated once, and the way to us.
    private static final Duration START_LIMIT =
            FlowRunStub.READ_TIMEOUT.multipliedBy(2).plusSeconds(2);

    @Inject
    TestTenant tenant;

    @Inject
    TestPeople people;

    @TestHTTPResource
    String root;

    private OrgView org;
    private String token;
    private UUID busy;
    private UUID running;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    @BeforeEach
    void aRunningRun() {
        FlowRunStub.begin();
        // What other tests left open is unknown to this Prefect and would be reconciled first.
        TestPeople.await(() ->
                tenantTransactions.acrossOrgs(CrossTenantPurpose.HOUSEKEEPING, () -> sql.update("delete from run")));
        org = tenant.org();
        token = people.token(people.member(org, "account_manager"));
        busy = pipeline("busy");
        running = UUID.randomUUID();
        FlowRunStub.willCreate(busy, running);
        start(busy).then().statusCode(200).body("flow_run_id", equalTo(running.toString()));
        FlowRunStub.has(running, busy, UUID.randomUUID(), "RUNNING", "Running");
        FlowRunStub.wrote(running, "before the fault");
        await().atMost(TIMEOUT).untilAsserted(() -> {
            caller().get("/api/prefect/flow_runs/" + running).then().body("state_type", equalTo("RUNNING"));
            caller().get("/api/prefect/flow_runs/" + running + "/logs").then().body("logs.logs", hasSize(1));
        });
    }

    @AfterEach
    void prefectIsBack() {
        FlowRunStub.recover();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyFaultOfPrefectLeavesTrueStatesAndIsCaughtUp(Fault fault) {
        UUID lost = pipeline("lost");
        UUID found = pipeline("found");
        UUID discovered = UUID.randomUUID();
        List<Event> seen = new ArrayList<>();
        try (SseClient log = follow("api/prefect/flow_runs/" + running + "/logs/stream");
                SseClient all = follow("api/stream")) {
            seen.addAll(log.until(event -> event.name().equals("log")));

            FlowRunStub.fail(fault);
            assertPagesAnswer();
            assertStartFails(lost);
            assertStartFails(found);
            assertCancelFails();
            assertLeft(lost, fault);
            if (!fault.certain()) {
                FlowRunStub.has(discovered, found, key(found), "RUNNING", "Running");
            }
            assertPagesAnswer();
            FlowRunStub.recover();

            await().atMost(TIMEOUT).untilAsserted(() -> assertNothingOf(lost));
            if (fault.certain()) {
                assertNothingOf(found);
            } else {
                await().atMost(TIMEOUT).untilAsserted(() -> assertRuns(found, discovered));
            }
            UUID again = UUID.randomUUID();
            FlowRunStub.willCreate(lost, again);
            start(lost).then().statusCode(200).body("flow_run_id", equalTo(again.toString()));

            FlowRunStub.has(running, busy, UUID.randomUUID(), "COMPLETED", "Completed");
            seen.addAll(log.until(event -> event.name().equals("end")));
            List<Event> news =
                    all.until(event -> has(event, "id", running.toString()) && has(event, "status", "COMPLETED"));
            assertThat(states(seen)).containsExactly("RUNNING", "COMPLETED");
            assertThat(seen).last().extracting(Event::name).isEqualTo("end");
            assertThat(news.stream().filter(event -> has(event, "id", running.toString())))
                    .noneMatch(event -> has(event, "status", "CANCELLED") || has(event, "status", "CRASHED"));
        }
        await().atMost(TIMEOUT).untilAsserted(() -> caller().get("/api/dashboard/v1")
                .then()
                .body("find { it.name == 'busy' }.runs[0].status", equalTo("COMPLETED"))
                .body("find { it.name == 'busy' }.lock", equalTo(null)));
    }

    @Test
    void anAttemptThatMayHaveSucceededIsNotForgottenBecauseTheNextOneIsRefused() {
        UUID pipeline = pipeline("twice");
        String path = "/api/deployments/" + pipeline + "/create_flow_run";
        FlowRunStub.server()
                .stubFor(post(urlEqualTo(path))
                        .inScenario("twice")
                        .whenScenarioStateIs(STARTED)
                        .willSetStateTo("restarting")
                        .willReturn(aResponse()
                                .withFault(com.github.tomakehurst.wiremock.http.Fault.CONNECTION_RESET_BY_PEER)));
        FlowRunStub.server()
                .stubFor(post(urlEqualTo(path))
                        .inScenario("twice")
                        .whenScenarioStateIs("restarting")
                        .willReturn(aResponse().withStatus(503)));

        assertStartFails(pipeline);

        assertLeft(pipeline, Fault.DROPPED);
        UUID made = UUID.randomUUID();
        FlowRunStub.has(made, pipeline, key(pipeline), "RUNNING", "Running");
        await().atMost(TIMEOUT).untilAsserted(() -> assertRuns(pipeline, made));
    }

    private void assertPagesAnswer() {
        for (String page : List.of(
                "/api/prefect/v1/flows/",
                "/api/prefect/v1/flows/" + busy,
                "/api/prefect/v1/flows/" + busy + "/flow_runs/history?limit=3&offset=0",
                "/api/prefect/flow_runs/" + running,
                "/api/prefect/flow_runs/" + running + "/logs?limit=0",
                "/api/prefect/tasks/transform/",
                "/api/dashboard/v1",
                "/api/data/tasks/")) {
            Response answer = caller().get(page);

            assertThat(answer.statusCode()).as(page).isEqualTo(200);
            assertThat(answer.time())
                    .as("milliseconds of %s: it does not wait for Prefect", page)
                    .isLessThan(FlowRunStub.READ_TIMEOUT.toMillis());
        }
        caller().get("/api/prefect/flow_runs/" + running).then().body("state_type", equalTo("RUNNING"));
        caller().get("/api/prefect/flow_runs/" + running + "/logs?limit=0")
                .then()
                .body("logs.logs[0].message", equalTo("before the fault"));
        caller().get("/api/prefect/v1/flows/")
                .then()
                .body("find { it.name == 'busy' }.lock.flowRunId", equalTo(running.toString()))
                .body("find { it.name == 'busy' }.lock.status", equalTo("running"));
    }

    private void assertStartFails(UUID deployment) {
        Instant before = Instant.now();
        Response answer = start(deployment);

        assertThat(answer.statusCode()).isIn(502, 503, 504);
        assertThat(answer.jsonPath().getString("detail")).contains("Prefect");
        assertThat(Duration.between(before, Instant.now())).isLessThan(START_LIMIT);
    }

    private void assertCancelFails() {
        Response answer = caller().body(Map.of("state", Map.of("name", "Cancelling", "type", "CANCELLING")))
                .post("/api/prefect/flow_runs/" + running + "/set_state");

        assertThat(answer.statusCode()).isIn(502, 503, 504);
        assertThat(answer.jsonPath().getString("detail")).contains("Prefect");
    }

    /** What a failed start leaves: nothing, when Prefect certainly has no run; else the row and its locks. */
    private void assertLeft(UUID deployment, Fault fault) {
        if (fault.certain()) {
            assertNothingOf(deployment);
        } else {
            assertThat(count("run", deployment)).isEqualTo(1);
            caller().get("/api/prefect/v1/flows/")
                    .then()
                    .body("find { it.deploymentId == '" + deployment + "' }.lock", notNullValue());
            start(deployment).then().statusCode(400).body("detail", containsString("is running this pipeline"));
        }
    }

    private void assertNothingOf(UUID deployment) {
        assertThat(count("run", deployment)).isZero();
        caller().get("/api/prefect/v1/flows/")
                .then()
                .body("find { it.deploymentId == '" + deployment + "' }.lock", equalTo(null));
    }

    private void assertRuns(UUID deployment, UUID run) {
        assertThat(count("run", deployment)).isEqualTo(1);
        caller().get("/api/prefect/flow_runs/" + run).then().statusCode(200).body("state_type", equalTo("RUNNING"));
        caller().get("/api/prefect/v1/flows/")
                .then()
                .body("find { it.deploymentId == '" + deployment + "' }.lock.flowRunId", equalTo(run.toString()));
    }

    private long count(String table, UUID deployment) {
        return (Long)
                tenant.value(org, "select count(*) from " + table + " where prefect_deployment_id = $1", deployment);
    }

    private UUID key(UUID deployment) {
        return (UUID) tenant.value(org, "select idempotency_key from run where prefect_deployment_id = $1", deployment);
    }

    private UUID pipeline(String name) {
        UUID connection = tenant.connection(org, name);
        return UUID.fromString(caller().body(Map.of(
                        "name",
                        name,
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
                .path("deploymentId"));
    }

    private Response start(UUID deployment) {
        return caller().body("{}").post("/api/prefect/v1/flows/" + deployment + "/flow_run/");
    }

    private SseClient follow(String path) {
        return SseClient.open(root + path, token, org.slug(), null);
    }

    private static List<String> states(List<Event> events) {
        return events.stream()
                .filter(event -> event.name().equals("state"))
                .map(event -> JsonPath.from(event.data()).getString("state_type"))
                .distinct()
                .toList();
    }

    private static boolean has(Event event, String field, String value) {
        return event.name().equals("run")
                && value.equals(JsonPath.from(event.data()).getString(field));
    }

    private RequestSpecification caller() {
        return RestAssured.given()
                .header("Authorization", "Bearer " + token)
                .header("x-dalgo-org", org.slug())
                .contentType("application/json");
    }
}
