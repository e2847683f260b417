package org.dalgo.flow.run.state;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.flow.FlowProfile;
import org.dalgo.flow.PrefectStub;
import org.dalgo.flow.TestTenant;
import org.dalgo.flow.run.FlowRunStub;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who starts and cancels runs is written down, with what they run. */
@QuarkusTest
@TestProfile(FlowProfile.class)
class RunAuditTest {

    @Inject
    TestTenant tenant;

    @Inject
    TestPeople people;

    private OrgView org;
    private RequestSpecification manager;
    private UUID pipeline;

    @BeforeEach
    void aPipeline() {
        FlowRunStub.begin();
        org = tenant.org();
        manager = tenant.as(org, "pipeline_manager");
        UUID connection = tenant.connection(org, "KoBo");
        pipeline = UUID.fromString(manager.body(Map.of(
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
                .path("deploymentId"));
    }

    @Test
    void aStartAndACancellationAreWrittenDown() {
        UUID run = start();
        FlowRunStub.has(run, pipeline, UUID.randomUUID(), "CANCELLED", "Cancelled");
        answerOfCancelling(run, "ACCEPT");
        cancel(run, 200);

        people.audit(org, "pipeline")
                .body("entries.action", contains("execute", "execute", "create"))
                .body("entries.resource_id", everyItem(is(pipeline.toString())))
                .body("entries.details.name", everyItem(is("nightly")))
                .body("entries.actor", everyItem(startsWith("pipeline_manager-")))
                .body("entries[0].details.outcome", is("cancelled"))
                .body("entries[0].details.flow_run", is(run.toString()))
                .body("entries[1].details.run", notNullValue())
                .body("entries[1].details.outcome", nullValue());
    }

    @Test
    void aCancellationIsWrittenDownAlsoWhenPrefectFallsSilentAfterIt() {
        UUID run = start();
        PrefectStub.server()
                .stubFor(com.github.tomakehurst.wiremock.client.WireMock.get(urlEqualTo("/api/flow_runs/" + run))
                        .willReturn(aResponse().withStatus(500)));
        answerOfCancelling(run, "ACCEPT");
        cancel(run, 200);

        manager.get("/api/prefect/flow_runs/" + run).then().body("state_type", is("CANCELLED"));
        people.audit(org, "pipeline").body("entries[0].details.outcome", is("cancelled"));
    }

    @Test
    void aStartThatIsRefusedLeavesNoEntry() {
        start();
        manager.body("{}")
                .post("/api/prefect/v1/flows/" + pipeline + "/flow_run/")
                .then()
                .statusCode(400);
        manager.body("{}")
                .post("/api/prefect/v1/flows/" + UUID.randomUUID() + "/flow_run/")
                .then()
                .statusCode(404);

        people.audit(org, "pipeline").body("entries.action", contains("execute", "create"));
    }

    @Test
    void aCancellationThatComesTooLateLeavesNoEntry() {
        UUID run = start();
        FlowRunStub.has(run, pipeline, UUID.randomUUID(), "COMPLETED", "Completed");
        answerOfCancelling(run, "ABORT");
        cancel(run, 400);

        people.audit(org, "pipeline").body("entries.action", contains("execute", "create"));
    }

    @Test
    void aStartThatPrefectRefusesIsWrittenDownAsNone() {
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/deployments/" + pipeline + "/create_flow_run"))
                        .willReturn(aResponse().withStatus(503)));
        manager.body("{}")
                .post("/api/prefect/v1/flows/" + pipeline + "/flow_run/")
                .then()
                .statusCode(503);

        people.audit(org, "pipeline")
                .body("entries.action", contains("execute", "execute", "create"))
                .body("entries[0].details.outcome", is("not started"))
                .body("entries[0].actor", startsWith("pipeline_manager-"));
    }

    @Test
    void aSyncIsAnEntryOfItsConnectionAndATaskOneOfItself() {
        manager.body("{}").post("/api/prefect/tasks/transform/").then().statusCode(200);
        String task = manager.get("/api/prefect/tasks/transform/").path("find { it.slug == 'dbt-run' }.deploymentId");
        pipeline = UUID.fromString(task);
        start();

        people.audit(org, "dbt_task")
                .body("entries[0].action", is("execute"))
                .body("entries[0].details.name", is("dbt run"));
        people.audit(org, "pipeline").body("entries.action", contains("create"));
        people.audit(org, "connection").body("entries", empty());
    }

    private UUID start() {
        UUID run = UUID.randomUUID();
        FlowRunStub.willCreate(pipeline, run);
        manager.body("{}")
                .post("/api/prefect/v1/flows/" + pipeline + "/flow_run/")
                .then()
                .statusCode(200);
        return run;
    }

    private void cancel(UUID run, int status) {
        manager.body(Map.of("state", Map.of("name", "Cancelling", "type", "CANCELLING")))
                .post("/api/prefect/flow_runs/" + run + "/set_state")
                .then()
                .statusCode(status);
    }

    private static void answerOfCancelling(UUID run, String status) {
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/flow_runs/" + run + "/set_state"))
                        .willReturn(okJson("{\"state\": "
                                + (status.equals("ABORT")
                                        ? "null"
                                        : "{\"type\": \"CANCELLED\", \"name\": \"Cancelled\"}")
                                + ", \"status\": \"" + status + "\", \"details\": {}}")));
    }
}
