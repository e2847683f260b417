package org.dalgo.data.transform.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.data.transform.canvas.CanvasFixture;
import org.dalgo.data.transform.file.DbtFileService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** "Run" on the canvas up to Prefect, which takes everything here. */
@QuarkusTest
@TestProfile(DataProfile.class)
class DbtRunApiTest {

    private static final Map<String, Object> EVERYTHING = Map.of("run_type", "run");

    @Inject
    TestPeople people;

    @Inject
    CanvasFixture tenant;

    @Inject
    DbtFileService files;

    @Inject
    TenantTransactions tenantTransactions;

    private OrgView org;
    private String person;

    @BeforeEach
    void aWorkspaceThatIsKeptHere() {
        DataStubServers.reset();
        org = tenant.org(TestWarehouse.open("canvas_run"));
        person = people.member(org, "account_manager");
    }

    @Test
    void thePresentCanvasIsRunAndARefusalNamesTheHolder() {
        write("models/draft.sql", "select 1 as id");

        String task = accepted(EVERYTHING);

        JsonPath run = lastRun();
        assertThat(run.getList("tasks.slug")).containsExactly("git-pull", "dbt-clean", "dbt-deps", "dbt-run");
        assertThat(run.getString("tasks[0].env.secret-project-files-block")).isEqualTo(org.slug() + "-dbt-draft");
        assertThat(run.getList("tasks.working_dir")).containsOnly(org.slug() + "/dbtdraft");
        assertThat(run.getString("tasks[3].commands[0]")).isEqualTo("dbt run");
        assertThat(run.getString("tasks[3].env.dbt-profile-secret-block")).isEqualTo("dbt-profile-" + org.slug());
        assertThat(drafts()).isEqualTo(1);
        tasks().body("lock.celeryTaskId", everyItem(equalTo(task)))
                .body("find { it.slug == 'dbt-run' }.lock.lockedBy", equalTo(person))
                .body("find { it.slug == 'dbt-run' }.lock.status", equalTo("queued"))
                .body("find { it.slug == 'dbt-test' }.lock.status", equalTo("locked"));
        progress(task).body("progress.status", contains("queued"));
        people.audit(org, "dbt_task")
                .body("entries.find { it.action == 'execute' }.actor", equalTo(person))
                .body("entries.find { it.action == 'execute' }.details.name", equalTo("dbt run"));

        start(EVERYTHING).statusCode(400).body("detail", equalTo(person + " is running this pipeline right now"));
        assertThat(drafts()).isEqualTo(1);
        String deployment = tasks().extract().path("find { it.slug == 'dbt-test' }.deploymentId");
        tenant.as(org, person)
                .body(Map.of())
                .post("/api/prefect/v1/flows/" + deployment + "/flow_run/")
                .then()
                .statusCode(400);
    }

    @Test
    void theProgressIsTheRunAndBelongsToItsOrganisation() {
        String task = accepted(EVERYTHING);
        change("state_message = 'no worker polls the queue manual-dbt'");
        progress(task)
                .body("progress.status", contains("queued", "queued"))
                .body("progress[1].message", containsString("no worker polls the queue"));

        change("state_type = 'RUNNING', state_message = null, started_at = now()");
        line(1, "1 of 1 START sql table model", true);
        line(2, "Downloading flow code", false);
        progress(task)
                .body("progress.message", contains("Added dbt commands in queue", "1 of 1 START sql table model"));
        change("state_type = 'COMPLETED', ended_at = now()");
        progress(task).body("progress.status", contains("queued", "running"));
        line(3, "Completed successfully", true);
        change("log_complete = true");
        progress(task).body("progress.status", contains("queued", "running", "running", "completed"));

        change("state_type = 'FAILED', state_message = 'dbtjob-dbt-run: dbt run failed'");
        progress(task)
                .body("progress[-1].status", equalTo("failed"))
                .body("progress[-1].message", equalTo("The run failed: dbtjob-dbt-run: dbt run failed"));
        change("state_type = 'CANCELLED', state_message = null, started_at = null");
        progress(task).body("progress[-1].message", equalTo("The run was cancelled before it had begun"));
        // Lines that never come do not keep anybody waiting.
        change("state_type = 'CRASHED', log_complete = false, ended_at = now() - interval '16 seconds'");
        progress(task).body("progress[-1].status", equalTo("failed"));

        OrgView others = people.org();
        String stranger = people.member(others, "account_manager");
        String unknown = request(others, stranger, "run-dbt-commands-" + org.slug(), person)
                .statusCode(400)
                .extract()
                .asString();
        for (String hashkey : List.of("run-dbt-commands-" + org.slug(), "run-dbt-commands-" + others.slug())) {
            assertThat(request(others, stranger, hashkey, task)
                            .statusCode(400)
                            .extract()
                            .asString())
                    .isEqualTo(unknown);
        }
        request(org, person, "taskprogress", task).statusCode(400);
    }

    @Test
    void aSelectionIsOneOfDbtsAndNothingElse() {
        row("insert into dbt_model (org_id, type, schema, name, display_name, source_name) values"
                + " ($1, 'source', 'raw', 'users', 'users', 'raw'), ($1, 'source', 'old', 'users', 'users', 'old'),"
                + " ($1, 'source', 'raw', 'My Form.2', 'f', 'raw'), ($1, 'source', 'raw', 'm', 'm', 'raw'),"
                + " ($1, 'model', 'intermediate', 'm', 'm', null) returning id");

        assertThat(command(Map.of("options", Map.of("select", "m+"), "flags", List.of("full-refresh"))))
                .isEqualTo("dbt run --full-refresh --select m+");
        people.audit(org, "dbt_task").body("entries[0].details.name", equalTo("dbt run --full-refresh --select m+"));
        assertThat(command(Map.of("options", Map.of("select", "users+"))))
                .isEqualTo("dbt run --select source:old.users+ source:raw.users+");
        assertThat(command(Map.of("options", Map.of("select", "My Form.2+"))))
                .isEqualTo("dbt run --select source:raw.My*Form*2+");
        assertThat(command(Map.of("options", Map.of("select", " @m 2+users  tag:daily "))))
                .isEqualTo("dbt run --select @m 2+source:old.users 2+source:raw.users tag:daily");
        assertThat(command(Map.of("options", Map.of("select", " ", "exclude", "x"), "unheard", 1)))
                .isEqualTo("dbt run");

        int requested = DataStubServers.runs().size();
        for (String select :
                Arrays.asList("m --vars x", "-s", "m;ls", "$(ls)", "m'", "\"m\"", "a\nb", "a\\b", "x".repeat(257))) {
            start(Map.of("options", Map.of("select", select))).statusCode(422);
        }
        start(Map.of("flags", List.of("full-refresh", "debug"))).statusCode(422);
        start(Map.of("flags", Arrays.asList("full-refresh", null))).statusCode(422);
        start(Map.of("run_type", "test")).statusCode(422);
        assertThat(DataStubServers.runs()).hasSize(requested);
        tasks().body("lock", everyItem(is(nullValue())));
    }

    @Test
    void whereNothingCanBeRunNothingIsLocked() {
        OrgView bare = people.org();
        String manager = people.member(bare, "account_manager");
        tenant.as(bare, manager)
                .body(EVERYTHING)
                .post("/api/dbt/run_dbt_via_celery/")
                .then()
                .statusCode(400)
                .body("detail", equalTo("transform not setup for the client"));

        DataStubServers.prefectFails("/block_documents/");
        start(EVERYTHING).statusCode(502);
        DataStubServers.reset();
        String deployment = deployment();
        DataStubServers.prefectRefuses("/deployments/" + deployment + "/create_flow_run");
        start(EVERYTHING).statusCode(503);
        tasks().body("lock", everyItem(is(nullValue())));
        assertThat(row("select status from job_progress where org_id = $1 and hashkey like 'run-dbt-commands-%'"))
                .isEqualTo("failed");

        DataStubServers.reset();
        tenant.as(org, people.member(org, "report_viewer"))
                .body(EVERYTHING)
                .post("/api/dbt/run_dbt_via_celery")
                .then()
                .statusCode(403);
        accepted(EVERYTHING);
        tasks().body("lock.lockedBy", hasItem(person));
    }

    private String command(Map<String, Object> body) {
        accepted(body);
        row("update run set state_type = 'COMPLETED' where org_id = $1 returning id");
        row("delete from task_lock where org_id = $1 returning org_id");
        return lastRun().getString("tasks[3].commands[0]");
    }

    private String accepted(Map<String, Object> body) {
        return start(body).statusCode(200).extract().path("task_id");
    }

    private ValidatableResponse start(Map<String, Object> body) {
        return tenant.as(org, person)
                .body(body)
                .post("/api/dbt/run_dbt_via_celery/")
                .then();
    }

    private String deployment() {
        return tasks().extract().path("find { it.slug == 'dbt-run' }.deploymentId");
    }

    private ValidatableResponse tasks() {
        tenant.as(org, person)
                .body(Map.of())
                .post("/api/prefect/tasks/transform/")
                .then()
                .statusCode(200);
        return tenant.as(org, person)
                .get("/api/prefect/tasks/transform/")
                .then()
                .statusCode(200);
    }

    private ValidatableResponse progress(String task) {
        return request(org, person, "run-dbt-commands-" + org.slug(), task).statusCode(200);
    }

    private ValidatableResponse request(OrgView in, String as, String hashkey, String task) {
        return tenant.as(in, as)
                .queryParam("hashkey", hashkey)
                .get("/api/tasks/" + task)
                .then();
    }

    private static JsonPath lastRun() {
        List<String> runs = DataStubServers.runs();
        return JsonPath.from(runs.get(runs.size() - 1)).setRootPath("parameters.config");
    }

    /** How often files were handed over. */
    private long drafts() {
        return DataStubServers.secrets().stream()
                .filter(secret -> secret.contains(org.slug() + "-dbt-draft"))
                .count();
    }

    private void change(String what) {
        row("update run set " + what + " where org_id = $1 returning id");
    }

    private void line(int seq, String message, boolean ofAStep) {
        row("insert into run_line (run_id, seq, org_id, prefect_log_id, at, level, message,"
                + " prefect_flow_run_id, prefect_task_run_id)"
                + " select id, " + seq + ", org_id, gen_random_uuid(), now(), 20, '" + message
                + "', prefect_flow_run_id, "
                + (ofAStep ? "gen_random_uuid()" : "null") + " from run where org_id = $1 returning seq");
    }

    private Object row(String query) {
        List<Object[]> rows = tenant.rows(org, query, org.id().value());
        return rows.isEmpty() ? null : rows.get(0)[0];
    }

    private void write(String path, String content) {
        TestPeople.await(() -> tenantTransactions.inOrg(org.id(), () -> files.write(org.id(), path, content)));
    }
}
