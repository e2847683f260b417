package org.dalgo.flow.pipeline;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
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
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(FlowProfile.class)
class TransformTaskApiTest {

    private static final String TASKS = "/api/prefect/tasks/";
    private static final String TRANSFORM = "/api/prefect/tasks/transform/";

    @Inject
    TestTenant tenant;

    @Inject
    TestPeople people;

    private OrgView org;
    private RequestSpecification manager;

    @BeforeEach
    void anOrganisationWithADbtProject() {
        PrefectStub.reset();
        org = tenant.org();
        manager = tenant.as(org, "pipeline_manager");
    }

    @Test
    void anOrganisationThatHasSetUpNothingHasNoTasks() {
        manager.get(TRANSFORM).then().statusCode(200).body("", empty());
    }

    @Test
    void settingUpTwiceMakesEachTaskRunnableOnce() {
        manager.body("{}").post(TRANSFORM).then().statusCode(200).body("success", is(1));
        manager.body("{}").post("/api/prefect/tasks/transform").then().statusCode(200);

        manager.get(TRANSFORM + "?exclude_git=true")
                .then()
                .statusCode(200)
                .body("slug", contains("dbt-seed", "dbt-run", "dbt-test"))
                .body("command", contains("dbt seed", "dbt run", "dbt test"))
                .body("seq", contains(4, 5, 6))
                .body("pipeline_default", contains(false, true, true))
                .body("generated_by", everyItem(is("system")))
                .body("deploymentId", everyItem(notNullValue()))
                .body("lock", everyItem(nullValue()));
        PrefectStub.server()
                .verify(
                        3,
                        postRequestedFor(urlEqualTo("/api/deployments/"))
                                .withRequestBody(matchingJsonPath("$.work_queue_name", equalTo("manual-dbt")))
                                .withRequestBody(matchingJsonPath("$.paused", equalTo("false")))
                                .withRequestBody(matchingJsonPath(
                                        "$.parameters.config.tasks[0].env.gitrepo_url",
                                        equalTo("https://github.test/ngo/repo.git"))));
        people.audit(org, "dbt_task")
                .body("entries.action", everyItem(is("create")))
                .body("entries.details.name", containsInAnyOrder("dbt seed", "dbt run", "dbt test"));
    }

    @Test
    void withoutAWorkspaceThereIsNothingToSetUp() {
        OrgView bare = people.org();

        tenant.as(bare, "pipeline_manager")
                .body("{}")
                .post(TRANSFORM)
                .then()
                .statusCode(400)
                .body("detail", is("create a dbt workspace first"));
    }

    @Test
    void aTaskWithFlagsOfItsOwnRunsWithThem() {
        PrefectStub.server().resetRequests();
        manager.body(Map.of(
                        "task_slug", "dbt-run",
                        "flags", List.of("full-refresh"),
                        "options", Map.of("select", "tag:daily")))
                .post(TASKS)
                .then()
                .statusCode(200)
                .body("task_slug", is("dbt-run"))
                .body("parameters.flags", contains("full-refresh"))
                .body("parameters.options.select", is("tag:daily"))
                .body("dataflow.dataflow_type", is("manual"))
                .body("dataflow.deployment_id", notNullValue());

        PrefectStub.server()
                .verify(
                        1,
                        postRequestedFor(urlEqualTo("/api/deployments/"))
                                .withRequestBody(matchingJsonPath(
                                        "$.parameters.config.tasks[3].commands[0]",
                                        equalTo("dbt run --full-refresh --select tag:daily"))));
        manager.get(TRANSFORM)
                .then()
                .body("[0].command", is("dbt run --full-refresh --select tag:daily"))
                .body("[0].generated_by", is("client"));
    }

    @Test
    void aFlagThatTheTaskDoesNotTakeIsNamed() {
        manager.body(Map.of("task_slug", "dbt-test", "flags", List.of("full-refresh")))
                .post(TASKS)
                .then()
                .statusCode(422)
                .body("detail[0].loc", hasItem("flags"))
                .body("detail[0].msg", containsString("full-refresh"));
        manager.body(Map.of("task_slug", "dbt-run", "options", Map.of("select", "x; rm -rf /")))
                .post(TASKS)
                .then()
                .statusCode(422)
                .body("detail[0].loc", hasItem("options"));
        manager.body(Map.of("flags", List.of())).post(TASKS).then().statusCode(422);
        manager.body(Map.of("task_slug", "dbt-fly")).post(TASKS).then().statusCode(404);
        manager.body(Map.of("task_slug", "airbyte-sync"))
                .post(TASKS)
                .then()
                .statusCode(400)
                .body("detail", is("task not supported"));
    }

    @Test
    void aTaskIsNotMadeWhenPrefectCannotRunIt() {
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/deployments/"))
                        .willReturn(aResponse().withStatus(503)));

        manager.body(Map.of("task_slug", "dbt-run"))
                .post(TASKS)
                .then()
                .statusCode(503)
                .body("detail", containsString("Prefect"));

        assertThat(tenant.rows(
                        org,
                        "select 1 from org_task where org_id = $1 and generated_by = 'client'",
                        org.id().value()))
                .isEmpty();
        people.audit(org, "dbt_task").body("entries", empty());
    }

    @Test
    void aPersonsTaskIsDeletedWithItsDeployment() {
        String uuid = custom();
        String deployment = manager.get(TRANSFORM).then().extract().path("[0].deploymentId");

        manager.delete(TASKS + uuid + "/").then().statusCode(200).body("success", is(1));

        PrefectStub.server().verify(1, deleteRequestedFor(urlEqualTo("/api/deployments/" + deployment)));
        manager.get(TRANSFORM).then().body("", empty());
        manager.delete(TASKS + uuid).then().statusCode(404).body("detail", is("task not found"));
        people.audit(org, "dbt_task")
                .body("entries.action", contains("delete", "create"))
                .body("entries.resource_id", everyItem(is(uuid)))
                .body("entries.actor", everyItem(startsWith("pipeline_manager-")))
                .body("entries.details.name", everyItem(is("dbt run --full-refresh")));
    }

    @Test
    void whatIsNoPersonsTaskIsNotDeleted() {
        manager.body("{}").post(TRANSFORM).then().statusCode(200);
        String system = manager.get(TRANSFORM).then().extract().path("[0].uuid");

        manager.delete(TASKS + system + "/")
                .then()
                .statusCode(400)
                .body("detail", is("cannot delete system generated tasks"));
        manager.delete(TASKS + "nonsense/").then().statusCode(400).body("detail", is("invalid input type"));
    }

    @Test
    void aTaskThatIsPartOfAPipelineIsNotDeleted() {
        String uuid = custom();
        pipelineOf(uuid);

        manager.delete(TASKS + uuid + "/")
                .then()
                .statusCode(403)
                .body("detail", is("Cannot delete the orgtask since its part of a pipeline"));
        people.audit(org, "dbt_task").body("entries.action", contains("create"));
    }

    @Test
    void aTaskThatRunsIsNotDeletedAndItsLockShowsOnAllThatShareItsPreparations() {
        manager.body("{}").post(TRANSFORM).then().statusCode(200);
        String uuid = custom();
        lockAllOf(uuid);

        manager.get(TRANSFORM)
                .then()
                .body("findAll { it.uuid == '" + uuid + "' }.lock.status", contains("queued"))
                .body("findAll { it.uuid != '" + uuid + "' }.lock.status", everyItem(is("locked")));
        manager.delete(TASKS + uuid + "/")
                .then()
                .statusCode(400)
                .body("detail", is("Cannot delete, System User is running this operation"));
    }

    @Test
    void tearingDownTakesTheTasksOutOfPipelinesToo() {
        manager.body("{}").post(TRANSFORM).then().statusCode(200);
        String run = manager.get(TRANSFORM).then().extract().path("find { it.slug == 'dbt-run' }.uuid");
        UUID connection = tenant.connection(org, "KoBo");
        manager.body(Map.of(
                        "name",
                        "both",
                        "connections",
                        List.of(Map.of("id", connection.toString(), "seq", 1)),
                        "cron",
                        "",
                        "transformTasks",
                        List.of(Map.of("uuid", run, "seq", 1))))
                .post("/api/prefect/v1/flows/")
                .then()
                .statusCode(200);
        pipelineOf(run);

        manager.delete(TRANSFORM).then().statusCode(200).body("success", is(1));

        manager.get(TRANSFORM).then().body("", empty());
        manager.get("/api/prefect/v1/flows/").then().body("name", contains("both"));
        PrefectStub.server().verify(0, deleteRequestedFor(urlMatching(".*block.*")));
        people.audit(org, "dbt_task")
                .body("entries.action.count { it == 'delete' }", is(3))
                .body(
                        "entries.findAll { it.action == 'delete' }.details.name",
                        hasItems("dbt seed", "dbt run", "dbt test"));
        people.audit(org, "pipeline")
                .body("entries.find { it.action == 'update' }.details.name", is("both"))
                .body("entries.find { it.action == 'update' }.details.steps", contains("KoBo"))
                .body("entries.find { it.action == 'delete' }.details.name", is("transform"));
        assertThat(tenant.rows(
                        org,
                        "select 1 from deployment_intent where org_id = $1",
                        org.id().value()))
                .isEmpty();
    }

    @Test
    void anotherOrganisationsTaskIsUnknown() {
        String uuid = custom();
        OrgView other = tenant.org();

        tenant.as(other, "pipeline_manager")
                .delete(TASKS + uuid + "/")
                .then()
                .statusCode(404)
                .body("detail", is("task not found"));
        manager.get(TRANSFORM).then().body("", hasSize(1));
    }

    @Test
    void aReportViewerMayNotTouchTasks() {
        RequestSpecification viewer = tenant.as(org, "report_viewer");

        viewer.body("{}").post(TRANSFORM).then().statusCode(403);
        viewer.body(Map.of("task_slug", "dbt-run")).post(TASKS).then().statusCode(403);
        viewer.get(TRANSFORM).then().statusCode(403);
        viewer.delete(TRANSFORM).then().statusCode(403);
        viewer.delete(TASKS + UUID.randomUUID()).then().statusCode(403);
        viewer.get("/api/data/tasks/").then().statusCode(403);
        viewer.get("/api/data/tasks/dbt-run/config/").then().statusCode(403);
    }

    @Test
    void theCatalogueOffersWhatPeopleRun() {
        manager.get("/api/data/tasks/")
                .then()
                .statusCode(200)
                .body("slug", contains("dbt-seed", "dbt-run", "dbt-test"))
                .body("slug", not(hasItem("git-pull")))
                .body("find { it.slug == 'dbt-run' }.is_system", is(true))
                .body("find { it.slug == 'dbt-run' }.label", is("DBT run"));
        manager.get("/api/data/tasks/dbt-run/config/")
                .then()
                .statusCode(200)
                .body("flags", contains("full-refresh"))
                .body("options", contains("select", "exclude"));
        assertThat(manager.get("/api/data/tasks/git-pull/config")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .isEqualTo("null");
        manager.get("/api/data/tasks/dbt-fly/config/").then().statusCode(404).body("detail", is("Task not found"));
    }

    private String custom() {
        manager.body(Map.of("task_slug", "dbt-run", "flags", List.of("full-refresh")))
                .post(TASKS)
                .then()
                .statusCode(200);
        return manager.get(TRANSFORM).then().extract().path("find { it.generated_by == 'client' }.uuid");
    }

    private void pipelineOf(String task) {
        manager.body(Map.of(
                        "name",
                        "transform",
                        "connections",
                        List.of(),
                        "cron",
                        "",
                        "transformTasks",
                        List.of(Map.of("uuid", task, "seq", 1))))
                .post("/api/prefect/v1/flows/")
                .then()
                .statusCode(200);
    }

    private void lockAllOf(String task) {
        tenant.run(
                org,
                """
                with d as (
                    select d.* from deployment d join deployment_task t on t.deployment_id = d.id
                    join org_task o on o.id = t.org_task_id where o.uuid = $1 and d.type = 'manual'),
                r as (insert into run (org_id, deployment_id, prefect_deployment_id)
                    select org_id, id, prefect_deployment_id from d returning *)
                insert into task_lock (org_task_id, org_id, run_id, deployment_id, expires_at)
                select t.org_task_id, r.org_id, r.id, r.deployment_id, now() + interval '1 minute'
                from r join deployment_task t on t.deployment_id = r.deployment_id
                """,
                UUID.fromString(task));
    }
}
