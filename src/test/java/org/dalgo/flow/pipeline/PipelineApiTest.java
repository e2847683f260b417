package org.dalgo.flow.pipeline;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.github.tomakehurst.wiremock.http.Fault;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.flow.FlowProfile;
import org.dalgo.flow.PrefectStub;
import org.dalgo.flow.TestTenant;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(FlowProfile.class)
class PipelineApiTest {

    private static final String FLOWS = "/api/prefect/v1/flows/";

    @Inject
    TestTenant tenant;

    @Inject
    TestPeople people;

    private OrgView org;
    private RequestSpecification manager;
    private UUID connection;

    @BeforeEach
    void anOrganisationWithAConnection() {
        PrefectStub.reset();
        org = tenant.org();
        manager = tenant.as(org, "pipeline_manager");
        connection = tenant.connection(org, "KoBo");
    }

    @Test
    void aPipelineIsMadeInPrefectAndListed() {
        String run = transformTask("dbt-run");
        String test = transformTask("dbt-test");
        PrefectStub.server().resetRequests();

        manager.body(Map.of(
                        "name",
                        "nightly",
                        "connections",
                        List.of(Map.of("id", connection.toString(), "seq", 1)),
                        "cron",
                        "30 1 * * 1,3",
                        "transformTasks",
                        List.of(Map.of("uuid", test, "seq", 2), Map.of("uuid", run, "seq", 1)),
                        "continueOnSyncFailure",
                        true,
                        "somethingNew",
                        1))
                .post(FLOWS)
                .then()
                .statusCode(200)
                .body("name", is("nightly"))
                .body("cron", is("30 1 * * 1,3"))
                .body("deploymentName", startsWith("pipeline-" + org.slug() + "-"));

        String step = "$.parameters.config.tasks[%s]";
        PrefectStub.server()
                .verify(
                        1,
                        postRequestedFor(urlEqualTo("/api/deployments/"))
                                .withRequestBody(matchingJsonPath("$.paused", equalTo("true")))
                                .withRequestBody(matchingJsonPath("$.tags[0]", equalTo(org.slug())))
                                .withRequestBody(matchingJsonPath("$.entrypoint", equalTo("dalgo_flows.pipeline.run")))
                                .withRequestBody(matchingJsonPath("$.work_queue_name", equalTo("ddp")))
                                .withRequestBody(matchingJsonPath("$.concurrency_limit", equalTo("1")))
                                .withRequestBody(matchingJsonPath(
                                        "$.job_variables.env.PREFECT_LOGGING_TO_API_BATCH_INTERVAL", equalTo("0.25")))
                                .withRequestBody(matchingJsonPath("$.schedules[0].slug", equalTo("main")))
                                .withRequestBody(matchingJsonPath("$.schedules[0].schedule.timezone", equalTo("UTC")))
                                .withRequestBody(matchingJsonPath("$.parameters.config.org_slug", equalTo(org.slug())))
                                .withRequestBody(matchingJsonPath(
                                        "$.parameters.config.continue_on_sync_failure", equalTo("true")))
                                .withRequestBody(
                                        matchingJsonPath(step.formatted("0") + ".slug", equalTo("airbyte-sync")))
                                .withRequestBody(matchingJsonPath(
                                        step.formatted("0") + ".label",
                                        equalTo("run-airbyte-connection-flow-v1-" + connection)))
                                .withRequestBody(matchingJsonPath(step.formatted("1") + ".slug", equalTo("git-pull")))
                                .withRequestBody(matchingJsonPath(step.formatted("2") + ".slug", equalTo("dbt-clean")))
                                .withRequestBody(matchingJsonPath(step.formatted("3") + ".slug", equalTo("dbt-deps")))
                                .withRequestBody(
                                        matchingJsonPath(step.formatted("4") + ".commands[0]", equalTo("dbt run")))
                                .withRequestBody(
                                        matchingJsonPath(step.formatted("5") + ".label", equalTo("dbtjob-dbt-test")))
                                .withRequestBody(matchingJsonPath(
                                        step.formatted("5") + ".env.dbt-profile-secret-block",
                                        equalTo("dbt-profile-" + org.slug())))
                                // A worker that never had the project gets it from where git does.
                                .withRequestBody(
                                        matchingJsonPath(step.formatted("5") + ".env.secret-git-pull-url-block")));
        PrefectStub.server().verify(1, postRequestedFor(urlMatching(".*/resume_deployment")));
        assertThat(openIntents()).isZero();

        manager.get("/api/prefect/v1/flows")
                .then()
                .statusCode(200)
                .body("", hasSize(1))
                .body("[0].name", is("nightly"))
                .body("[0].status", is(true))
                .body("[0].cron", is("30 1 * * 1,3"))
                .body("[0].lastRun", nullValue())
                .body("[0].lock", nullValue())
                .body("[0].containsKey('lock')", is(true))
                .body("[0].containsKey('queuedFlowRunWaitTime')", is(true));
    }

    @Test
    void thePipelineReadsBackAsItsFormSentIt() {
        String run = transformTask("dbt-run");
        String id = create("nightly", "", List.of(run));

        manager.get(FLOWS + id)
                .then()
                .statusCode(200)
                .body("name", is("nightly"))
                .body("cron", is(""))
                .body("isScheduleActive", is(false))
                .body("dbtTransform", is("yes"))
                .body("connections[0].id", is(connection.toString()))
                .body("connections[0].name", is("KoBo"))
                .body("connections[0].seq", is(0))
                .body("transformTasks.uuid", contains(run))
                .body("continueOnSyncFailure", is(false));
    }

    @Test
    void aPausedPipelineStaysPausedWhenItIsChanged() {
        String id = create("nightly", "30 1 * * *", List.of());
        manager.body("{}")
                .post("/api/prefect/flows/" + id + "/set_schedule/inactive")
                .then()
                .statusCode(200)
                .body("success", is(1));
        PrefectStub.server().verify(1, postRequestedFor(urlEqualTo("/api/deployments/" + id + "/pause_deployment")));
        PrefectStub.server().resetRequests();

        manager.body(Map.of(
                        "name",
                        "weekly",
                        "connections",
                        List.of(Map.of("id", connection.toString(), "seq", 1)),
                        "cron",
                        "0 2 * * 0",
                        "transformTasks",
                        List.of()))
                .put(FLOWS + id)
                .then()
                .statusCode(200)
                .body("success", is(1));

        PrefectStub.server()
                .verify(
                        1,
                        patchRequestedFor(urlEqualTo("/api/deployments/" + id))
                                .withRequestBody(
                                        matchingJsonPath("$.schedules[0].schedule.cron", equalTo("0 2 * * 0"))));
        PrefectStub.server().verify(0, postRequestedFor(urlMatching(".*/resume_deployment")));
        manager.get(FLOWS)
                .then()
                .body("[0].name", is("weekly"))
                .body("[0].cron", is("0 2 * * 0"))
                .body("[0].status", is(false));

        manager.body("{}")
                .post("/api/prefect/flows/" + id + "/set_schedule/active")
                .then()
                .statusCode(200);
        manager.get(FLOWS).then().body("[0].status", is(true));
    }

    @Test
    void whatAChangeLeavesOutStays() {
        String run = transformTask("dbt-run");
        String id = create("nightly", "30 1 * * *", List.of(run));

        manager.body(Map.of("name", "renamed")).put(FLOWS + id).then().statusCode(200);

        manager.get(FLOWS + id)
                .then()
                .body("name", is("renamed"))
                .body("cron", is("30 1 * * *"))
                .body("connections.id", contains(connection.toString()))
                .body("transformTasks.uuid", contains(run));
    }

    @Test
    void aDeletedPipelineIsGoneHereAndInPrefect() {
        String id = create("nightly", "", List.of());

        manager.delete(FLOWS + id).then().statusCode(200).body("success", is(1));

        PrefectStub.server().verify(1, deleteRequestedFor(urlEqualTo("/api/deployments/" + id)));
        manager.get(FLOWS).then().body("", empty());
        manager.get(FLOWS + id).then().statusCode(404);
        assertThat(openIntents()).isZero();
    }

    @Test
    void whoMakesChangesAndDeletesAPipelineIsWrittenDown() {
        String id = create("nightly", "30 1 * * *", List.of());
        manager.body(Map.of("name", "weekly", "cron", "0 2 * * 0"))
                .put(FLOWS + id)
                .then()
                .statusCode(200);
        manager.body("{}")
                .post("/api/prefect/flows/" + id + "/set_schedule/inactive")
                .then()
                .statusCode(200);
        manager.delete(FLOWS + id).then().statusCode(200);

        people.audit(org, "pipeline")
                .body("entries.action", contains("delete", "update", "update", "create"))
                .body("entries.resource_id", everyItem(is(id)))
                .body("entries.actor", everyItem(startsWith("pipeline_manager-")))
                .body("entries.address", everyItem(notNullValue()))
                .body("entries.details.name", contains("weekly", "weekly", "weekly", "nightly"))
                .body("entries[1].details.schedule_active", is(false))
                .body("entries[2].details.former_name", is("nightly"))
                .body("entries[2].details.former_schedule", is("30 1 * * *"))
                .body("entries[2].details.schedule", is("0 2 * * 0"))
                .body("entries[3].details.schedule", is("30 1 * * *"))
                .body("entries[3].details.steps", contains("KoBo"));
    }

    @Test
    void aPipelineThatPrefectLostCanStillBeDeleted() {
        String id = create("nightly", "", List.of());
        PrefectStub.server()
                .stubFor(com.github.tomakehurst.wiremock.client.WireMock.delete(urlEqualTo("/api/deployments/" + id))
                        .willReturn(aResponse().withStatus(404)));

        manager.delete(FLOWS + id).then().statusCode(200);

        manager.get(FLOWS).then().body("", empty());
    }

    @Test
    void aRunningPipelineIsNotDeleted() {
        String id = create("nightly", "", List.of());
        runOf(id, "RUNNING", "Running", "now()");

        manager.delete(FLOWS + id)
                .then()
                .statusCode(409)
                .body("detail", containsString("is running this pipeline right now"));

        PrefectStub.server().verify(0, deleteRequestedFor(urlEqualTo("/api/deployments/" + id)));
        people.audit(org, "pipeline").body("entries.action", contains("create"));
    }

    @Test
    void theLastRunIsTheNewestFinishedOneThatWasNotCancelled() {
        String id = create("nightly", "", List.of());
        runOf(id, "FAILED", "Failed", "now() - interval '3 hours'");
        runOf(id, "COMPLETED", "DBT_TEST_FAILED", "now() - interval '2 hours'");
        runOf(id, "CANCELLED", "Cancelled", "now() - interval '1 hour'");

        manager.get(FLOWS)
                .then()
                .body("[0].lastRun.status", is("COMPLETED"))
                .body("[0].lastRun.state_name", is("DBT_TEST_FAILED"))
                .body("[0].lastRun.deployment_id", is(id))
                .body("[0].lastRun.orguser", nullValue());
    }

    @Test
    void aLockShowsWhoRunsWhatAndStaysVisibleForAMomentAfterItsEnd() {
        String nightly = create("nightly", "", List.of());
        create("weekly", "", List.of());
        Object run = runOf(nightly, "RUNNING", "Running", "now()");
        tenant.run(
                org,
                "insert into task_lock (org_task_id, org_id, run_id, deployment_id, expires_at)"
                        + " select t.org_task_id, $1, $2, t.deployment_id, now() + interval '1 minute'"
                        + " from deployment_task t join deployment d on d.id = t.deployment_id"
                        + " where d.prefect_deployment_id = $3",
                org.id().value(),
                run,
                UUID.fromString(nightly));

        manager.get(FLOWS)
                .then()
                .body("[0].lock.lockedBy", is("System User"))
                .body("[0].lock.status", is("running"))
                .body("[1].lock.status", is("locked"));
        manager.get("/api/dashboard/v1")
                .then()
                .body("find { it.name == 'nightly' }.lock.lockedBy", is("System User"))
                .body("find { it.name == 'weekly' }.lock", nullValue());

        tenant.run(
                org,
                "update task_lock set released_at = now() - interval '1 second' where org_id = $1",
                org.id().value());
        manager.get(FLOWS).then().body("[0].lock.status", is("running"));
        tenant.run(
                org,
                "update task_lock set released_at = now() - interval '3 seconds' where org_id = $1",
                org.id().value());
        manager.get(FLOWS).then().body("[0].lock", nullValue());
        tenant.run(
                org,
                "update task_lock set released_at = null, expires_at = now() - interval '1 second' where org_id = $1",
                org.id().value());
        manager.get(FLOWS).then().body("[0].lock", nullValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "61 1 * * *|cron: not a usable schedule: the minute 61 does not exist (0 to 59)",
                "H 1 * * *|cron: not a usable schedule",
                "0 30 1 * * *|five fields"
            })
    void anUnusableScheduleIsRejectedWithTheReason(String cron, String reason) {
        manager.body(Map.of(
                        "name",
                        "nightly",
                        "connections",
                        List.of(Map.of("id", connection.toString(), "seq", 1)),
                        "cron",
                        cron,
                        "transformTasks",
                        List.of()))
                .post(FLOWS)
                .then()
                .statusCode(400)
                .body("detail", containsString(reason));
        requireNothingMade();
    }

    @Test
    void twoPipelinesOfAnOrganisationCannotBearOneName() {
        String first = named("Nightly").statusCode(200).extract().path("deploymentId");
        String second = named("weekly").statusCode(200).extract().path("deploymentId");
        PrefectStub.server().resetRequests();

        named(" nightly ")
                .statusCode(409)
                .body("detail", is("There is a pipeline called nightly already. Choose another name."));
        PrefectStub.server().verify(0, postRequestedFor(urlEqualTo("/api/deployments/")));
        manager.body(Map.of("name", "NIGHTLY")).put(FLOWS + second).then().statusCode(409);
        manager.body(Map.of("name", "NIGHTLY")).put(FLOWS + first).then().statusCode(200);

        OrgView other = tenant.org();
        tenant.as(other, "pipeline_manager")
                .body(pipeline("Nightly", tenant.connection(other, "KoBo")))
                .post(FLOWS)
                .then()
                .statusCode(200);
    }

    @Test
    void theIndexHoldsForTwoPipelinesMadeAtOnce() {
        named("nightly").statusCode(200);
        assertThatThrownBy(() -> tenant.run(
                        org,
                        "insert into deployment (org_id, name, deployment_name, prefect_deployment_id, type, queue)"
                                + " values ($1, 'NIGHTLY', $2, gen_random_uuid(), 'orchestrate', 'ddp')",
                        org.id().value(),
                        "pipeline-" + UUID.randomUUID()))
                .hasStackTraceContaining("deployment_pipeline_name");
    }

    private ValidatableResponse named(String name) {
        return manager.body(pipeline(name, connection)).post(FLOWS).then();
    }

    private static Map<String, Object> pipeline(String name, UUID connection) {
        return Map.of(
                "name",
                name,
                "connections",
                List.of(Map.of("id", connection.toString(), "seq", 1)),
                "cron",
                "",
                "transformTasks",
                List.of());
    }

    @Test
    void aScheduleThatNeverComesIsInvalid() {
        manager.body(Map.of(
                        "name",
                        "nightly",
                        "connections",
                        List.of(Map.of("id", connection.toString(), "seq", 1)),
                        "cron",
                        "0 0 31 4 fri",
                        "transformTasks",
                        List.of()))
                .post(FLOWS)
                .then()
                .statusCode(422)
                .body("detail[0].loc[-1]", is("cron"))
                .body("detail[0].msg", containsString("never comes"));
        requireNothingMade();
    }

    @Test
    void anEmptyPipelineIsRefused() {
        manager.body(Map.of("name", "nightly", "connections", List.of(), "cron", "", "transformTasks", List.of()))
                .post(FLOWS)
                .then()
                .statusCode(400)
                .body("detail", containsString("a pipeline needs at least one of them"));
        requireNothingMade();
    }

    @Test
    void aPipelineWithoutANameIsRefused() {
        manager.body(Map.of("name", " ", "connections", List.of(), "cron", "", "transformTasks", List.of()))
                .post(FLOWS)
                .then()
                .statusCode(400)
                .body("detail", is("must provide a name for the flow"));
    }

    @Test
    void aNameThatIsTooLongIsNamed() {
        manager.body(Map.of("name", "x".repeat(101), "connections", List.of(), "cron", ""))
                .post(FLOWS)
                .then()
                .statusCode(422)
                .body("detail[0].loc", contains("body", "payload", "name"));
    }

    @Test
    void anUnknownConnectionAndAnotherOrganisationsAreRefusedAlike() {
        OrgView other = tenant.org();
        UUID foreign = tenant.connection(other, "secret name");
        for (UUID id : List.of(foreign, UUID.randomUUID())) {
            manager.body(Map.of(
                            "name",
                            "nightly",
                            "connections",
                            List.of(Map.of("id", id.toString(), "seq", 1)),
                            "cron",
                            "",
                            "transformTasks",
                            List.of()))
                    .post(FLOWS)
                    .then()
                    .statusCode(400)
                    .body("detail", is("connections: connection with id " + id + " not found"));
        }
        requireNothingMade();
    }

    @Test
    void anotherOrganisationsTaskIsRefusedLikeAnUnknownOne() {
        OrgView other = tenant.org();
        tenant.as(other, "pipeline_manager")
                .body("{}")
                .post("/api/prefect/tasks/transform/")
                .then()
                .statusCode(200);
        Object foreign = tenant.value(
                other,
                "select o.uuid from org_task o join task t on t.id = o.task_id where o.org_id = $1"
                        + " and t.slug = 'dbt-run'",
                other.id().value());
        PrefectStub.server().resetRequests();

        manager.body(Map.of(
                        "name",
                        "nightly",
                        "connections",
                        List.of(),
                        "cron",
                        "",
                        "transformTasks",
                        List.of(Map.of("uuid", foreign.toString(), "seq", 1))))
                .post(FLOWS)
                .then()
                .statusCode(400)
                .body("detail", is("transformTasks: transform task with uuid " + foreign + " not found"));
        requireNothingMade();
    }

    @Test
    void anotherOrganisationsPipelineIsAsUnknownAsOneThatNeverWas() {
        OrgView other = tenant.org();
        tenant.connection(other, "theirs");
        RequestSpecification stranger = tenant.as(other, "pipeline_manager");
        String id = create("nightly", "30 1 * * *", List.of());
        PrefectStub.server().resetRequests();

        for (String unknown : List.of(id, UUID.randomUUID().toString(), "no-id-at-all")) {
            stranger.get(FLOWS + unknown).then().statusCode(404).body("detail", is("pipeline does not exist"));
            stranger.body(Map.of("name", "mine"))
                    .put(FLOWS + unknown)
                    .then()
                    .statusCode(404)
                    .body("detail", is("pipeline does not exist"));
            stranger.delete(FLOWS + unknown).then().statusCode(404);
            stranger.body("{}")
                    .post("/api/prefect/flows/" + unknown + "/set_schedule/inactive")
                    .then()
                    .statusCode(404);
        }
        stranger.get(FLOWS).then().body("", empty());
        assertThat(PrefectStub.server().getAllServeEvents()).isEmpty();
        manager.get(FLOWS).then().body("[0].name", is("nightly")).body("[0].status", is(true));
    }

    @Test
    void aReportViewerMayNotTouchPipelines() {
        String id = create("nightly", "", List.of());
        RequestSpecification viewer = tenant.as(org, "report_viewer");

        viewer.body(Map.of("name", "mine")).post(FLOWS).then().statusCode(403);
        viewer.get(FLOWS).then().statusCode(403);
        viewer.body(Map.of("name", "mine")).put(FLOWS + id).then().statusCode(403);
        viewer.delete(FLOWS + id).then().statusCode(403);
        viewer.body("{}")
                .post("/api/prefect/flows/" + id + "/set_schedule/inactive")
                .then()
                .statusCode(403);
    }

    @Test
    void aStatusThatIsNeitherIsRefused() {
        String id = create("nightly", "30 1 * * *", List.of());

        manager.body("{}")
                .post("/api/prefect/flows/" + id + "/set_schedule/maybe")
                .then()
                .statusCode(422);
    }

    @Test
    void prefectThatRefusesLeavesNothingBehind() {
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/deployments/"))
                        .willReturn(aResponse().withStatus(404).withBody("{\"detail\":\"Work pool not found.\"}")));

        creation("nightly", "").then().statusCode(404).body("detail", containsString("Prefect"));

        assertThat(deployments()).isZero();
        assertThat(openIntents()).isZero();
        people.audit(org, "pipeline").body("entries", empty());
    }

    @Test
    void prefectThatIsBusyIsNamed() {
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/deployments/"))
                        .willReturn(aResponse().withStatus(503)));

        creation("nightly", "").then().statusCode(503).body("detail", containsString("Prefect"));

        assertThat(deployments()).isZero();
    }

    @Test
    void anAnswerThatNeverComesLeavesAnIntentToLookAfter() {
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/deployments/"))
                        .willReturn(aResponse().withFixedDelay(3000).withStatus(201)));

        creation("nightly", "").then().statusCode(504).body("detail", containsString("Prefect did not answer"));

        assertThat(deployments()).isZero();
        assertThat(openIntents()).isOne();
    }

    @Test
    void aConnectionThatBreaksLeavesAnIntentToLookAfter() {
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/deployments/"))
                        .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));

        creation("nightly", "").then().statusCode(502).body("detail", containsString("Prefect"));

        assertThat(deployments()).isZero();
        assertThat(openIntents()).isOne();
    }

    @Test
    void aRowThatCannotBeStoredTakesTheDeploymentBack() {
        // The stub answers an id that is taken: our row cannot be stored.
        String taken = create("first", "", List.of());
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/deployments/"))
                        .willReturn(aResponse()
                                .withStatus(201)
                                .withBody(
                                        """
                                        {"id": "%s", "name": "x", "paused": false, "schedules": [], "tags": []}
                                        """
                                                .formatted(taken))));
        PrefectStub.server().resetRequests();

        creation("second", "").then().statusCode(500);

        PrefectStub.server().verify(1, deleteRequestedFor(urlEqualTo("/api/deployments/" + taken)));
        assertThat(deployments()).isOne();
        assertThat(openIntents()).isZero();
        people.audit(org, "pipeline").body("entries.details.name", contains("first"));
    }

    @Test
    void aScheduleThatCannotBeStartedIsStartedLater() {
        PrefectStub.server()
                .stubFor(post(urlMatching(".*/resume_deployment"))
                        .willReturn(aResponse().withStatus(503)));

        creation("nightly", "30 1 * * *").then().statusCode(200);

        assertThat(deployments()).isOne();
        assertThat(openIntents()).isOne();
    }

    @Test
    void aChangeThatPrefectRefusesChangesNothingHere() {
        String id = create("nightly", "30 1 * * *", List.of());
        PrefectStub.server()
                .stubFor(com.github.tomakehurst.wiremock.client.WireMock.patch(urlEqualTo("/api/deployments/" + id))
                        .willReturn(aResponse().withStatus(500)));

        manager.body(Map.of("name", "weekly", "cron", "0 2 * * 0"))
                .put(FLOWS + id)
                .then()
                .statusCode(502)
                .body("detail", containsString("Prefect"));

        manager.get(FLOWS).then().body("[0].name", is("nightly")).body("[0].cron", is("30 1 * * *"));
        assertThat(openIntents()).isOne();
        people.audit(org, "pipeline").body("entries.action", contains("create"));
    }

    private String transformTask(String slug) {
        manager.body("{}").post("/api/prefect/tasks/transform/").then().statusCode(200);
        return manager.get("/api/prefect/tasks/transform/")
                .then()
                .statusCode(200)
                .extract()
                .path("find { it.slug == '" + slug + "' }.uuid");
    }

    private String create(String name, String cron, List<String> tasks) {
        return manager.body(Map.of(
                        "name",
                        name,
                        "connections",
                        List.of(Map.of("id", connection.toString(), "seq", 1)),
                        "cron",
                        cron,
                        "transformTasks",
                        tasks.stream()
                                .map(uuid -> Map.of("uuid", uuid, "seq", 1))
                                .toList()))
                .post(FLOWS)
                .then()
                .statusCode(200)
                .extract()
                .path("deploymentId");
    }

    private io.restassured.response.Response creation(String name, String cron) {
        return manager.body(Map.of(
                        "name",
                        name,
                        "connections",
                        List.of(Map.of("id", connection.toString(), "seq", 1)),
                        "cron",
                        cron,
                        "transformTasks",
                        List.of()))
                .post(FLOWS);
    }

    private Object runOf(String deploymentId, String type, String name, String startedAt) {
        return tenant.value(
                org,
                "insert into run (org_id, deployment_id, prefect_deployment_id, prefect_flow_run_id, name,"
                        + " state_type, state_name, started_at)"
                        + " select org_id, id, prefect_deployment_id, gen_random_uuid(), 'brave-otter', $2, $3, "
                        + startedAt
                        + " from deployment where prefect_deployment_id = $1 returning id",
                UUID.fromString(deploymentId),
                type,
                name);
    }

    private void requireNothingMade() {
        PrefectStub.server().verify(0, postRequestedFor(urlEqualTo("/api/deployments/")));
        assertThat(deployments()).isZero();
        assertThat(openIntents()).isZero();
    }

    private long deployments() {
        return ((Number) tenant.value(
                        org,
                        "select count(*) from deployment where org_id = $1 and type = 'orchestrate'",
                        org.id().value()))
                .longValue();
    }

    private long openIntents() {
        return ((Number) tenant.value(
                        org,
                        "select count(*) from deployment_intent where org_id = $1",
                        org.id().value()))
                .longValue();
    }
}
