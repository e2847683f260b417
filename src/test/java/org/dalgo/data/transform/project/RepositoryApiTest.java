package org.dalgo.data.transform.project;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.data.transform.file.DbtFileService;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.destination.WarehouseDraft;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.GitHost;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Projects that live in a git repository, before a real git host. */
@QuarkusTest
@TestProfile(DataProfile.class)
class RepositoryApiTest {

    private static final Duration BUSY_MACHINE = Duration.ofSeconds(30);

    private static final UUID POSTGRES = UUID.fromString("25c5221d-dce2-4163-ade9-739ef790f503");
    private static final String MASK = "*********";
    private static final Map<String, String> PROJECT = Map.of(
            "dbt_project.yml",
            "name: theirs\nmodels:\n  theirs:\n    marts:\n      +schema: marts\n",
            "models/staging/people.sql",
            "select * from {{ source('register', 'users') }}",
            "models/marts/adults.sql",
            "select * from {{ ref(\"people\") }} where age > 17",
            "models/register.yml",
            """
            version: 2
            sources:
              - name: register
                schema: raw
                tables:
                  - name: users
                    identifier: app_users
            """);

    private static GitHost host;
    private static int repositories;

    @Inject
    TestPeople people;

    @Inject
    WorkspaceService workspaces;

    @Inject
    WarehouseService warehouses;

    @Inject
    DbtProjectService projects;

    @Inject
    DbtFileService files;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    private OrgView org;
    private Caller manager;
    private String token;

    @BeforeAll
    static void aHost() {
        host = GitHost.start();
    }

    @AfterAll
    static void closed() {
        host.close();
    }

    @BeforeEach
    void anOrganisationWithAWarehouse() {
        DataStubServers.reset();
        host.failsWith(0);
        host.beforeWrite(repository -> {});
        anOrganisation(TestWarehouse.open("dbt_repository"));
    }

    private void anOrganisation(TestWarehouse warehouse) {
        org = people.org();
        manager = people.caller(org, "account_manager");
        token = people.token(manager.email());
        TestPeople.await(() -> workspaces.create(org.id()));
        TestPeople.await(() -> warehouses.create(
                manager, new WarehouseDraft("Warehouse", WarehouseType.POSTGRES, POSTGRES, warehouse.config())));
    }

    @Test
    void theProjectOfARepositoryTakesThePlaceOfAnEmptyOne() {
        aWorkspace();
        String name = aRepository(PROJECT);

        connect(host.url(name), GitHost.WRITER)
                .statusCode(200)
                .body("success", is(true))
                .body("gitrepo_url", equalTo(host.url(name)))
                .body("repository_switched", is(true))
                .body("message", not(empty()));

        get("dbt/dbt_transform/").body("transform_type", equalTo("github"));
        get("dbt/dbt_workspace")
                .body("gitrepo_url", equalTo(host.url(name)))
                .body("gitrepo_access_token", equalTo(MASK));
        get("dbt/git_status/").body("added", empty()).body("modified", empty()).body("deleted", empty());
        assertThat(fileNames()).containsExactlyInAnyOrderElementsOf(PROJECT.keySet());
        assertThat(secret()).contains("http://oauth2:" + GitHost.WRITER + "@127.0.0.1");
        assertThat(DataStubServers.changedDeployments())
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(deployment -> assertThat(deployment)
                        .contains("\"secret-git-pull-url-block\":\"" + org.slug() + "-git-pull-url\"")
                        .contains(org.slug() + "/dbtrepo-")
                        .doesNotContain("secret-project-files-block")
                        .doesNotContain(GitHost.WRITER));
        await().atMost(BUSY_MACHINE).untilAsserted(() -> assertThat(DataStubServers.deletedInPrefect("block_documents"))
                .isPositive());
        get("transform/v2/dbt_project/sources_models/")
                .body("name", hasItems("app_users", "people", "adults"))
                .body("find { it.name == 'adults' }.schema", equalTo("intermediate_marts"))
                .body("find { it.name == 'people' }.schema", equalTo("intermediate"))
                .body("find { it.name == 'app_users' }.source_name", equalTo("register"))
                .body("find { it.name == 'app_users' }.display_name", equalTo("users"));
        get("transform/v2/dbt_project/graph/").body("nodes", hasSize(3)).body("edges", hasSize(2));
        people.audit(org, "dbt")
                .body("entries[0].action", equalTo("update"))
                .body("entries[0].details.repository", equalTo(host.url(name)));
        people.audit(org, "dbt").body("entries.details", not(hasItem(containsString(GitHost.WRITER))));
    }

    @Test
    void aRepositoryWithoutAProjectGetsOurs() {
        aWorkspace();
        write("models/kept.sql", "select 1");
        publish("here").body("success", is(true));
        write("models/kept.sql", "select 2");
        write("models/draft.sql", "select 3");
        delete("macros/unpivot.sql");
        String name = aRepository(Map.of("README.md", "Hello"));

        connect(host.url(name), GitHost.WRITER).statusCode(200).body("repository_switched", is(true));

        assertThat(host.paths(name))
                .contains("README.md", "dbt_project.yml", ".gitignore", "models/kept.sql", "macros/unpivot.sql")
                .doesNotContain("models/draft.sql");
        assertThat(host.file(name, "models/kept.sql")).isEqualTo("select 1");
        assertThat(host.log(name).get(0)).contains(manager.email());
        get("dbt/git_status/")
                .body("added", contains("models/draft.sql"))
                .body("modified", contains("models/kept.sql"))
                .body("deleted", contains("macros/unpivot.sql"));

        publish("there")
                .body("success", is(true))
                .body("pushed", is(true))
                .body("commit_result", is("3 files changed"));
        assertThat(host.file(name, "models/kept.sql")).isEqualTo("select 2");
        assertThat(host.log(name).get(0)).isEqualTo(author() + "|there");

        String next = aRepository(Map.of());
        connect("https://another.test/ngo/dbt.git", MASK)
                .statusCode(400)
                .body("detail", containsString("another git host"));
        connect(host.url(next), MASK).statusCode(200);
        assertThat(host.paths(next)).contains("README.md", "dbt_project.yml", "models/draft.sql");
        assertThat(secret()).contains(GitHost.WRITER + "@127.0.0.1").contains("/" + next + ".git");
    }

    @Test
    void whatCannotBeConnectedHasAReasonAndChangesNothing() {
        String name = aRepository(PROJECT);
        connect(host.url(name), GitHost.WRITER).statusCode(400).body("detail", equalTo("Create a dbt workspace first"));
        aWorkspace();
        List<Object> before = everything();

        connect(host.url(name), MASK)
                .statusCode(400)
                .body("detail", equalTo("Cannot use masked token - no existing PAT found"));
        connect(host.url(name), "").statusCode(400).body("detail", containsString("access token"));
        connect(host.url(name), "wrong").statusCode(400).body("detail", containsString("PAT invalid"));
        connect(host.url(name), GitHost.READER).statusCode(400).body("detail", containsString("no write access"));
        connect(host.url(name), GitHost.STRANGER).statusCode(400).body("detail", containsString("does not exist"));
        connect(host.url("absent"), GitHost.WRITER).statusCode(400).body("detail", containsString("does not exist"));
        for (String ssh : List.of("ssh://git@git.test/x", "git@github.com:ngo/dbt.git")) {
            connect(ssh, GitHost.WRITER)
                    .statusCode(400)
                    .body("detail", startsWith("This is an SSH address. Use the HTTPS address of the repository"));
        }
        connect("https://x:hush@git.test/y", GitHost.WRITER)
                .statusCode(400)
                .body("detail", not(containsString("hush")));
        host.failsWith(500);
        connect(host.url(name), GitHost.WRITER).statusCode(502).body("detail", containsString("127.0.0.1"));
        host.failsWith(0);
        as("report_viewer")
                .body(Map.of("gitrepoUrl", host.url(name), "gitrepoAccessToken", GitHost.WRITER))
                .put("/api/dbt/switch_git_repo/")
                .then()
                .statusCode(403);

        dbtRuns();
        connect(host.url(name), GitHost.WRITER).statusCode(409).body("detail", containsString("is running dbt"));
        rows("delete from task_lock where org_id = $1 returning org_task_id");
        write("models/draft.sql", "select 1");
        connect(host.url(name), GitHost.WRITER).statusCode(409).body("detail", containsString("not published"));
        publish("kept here alone");
        connect(host.url(name), GitHost.WRITER)
                .statusCode(409)
                .body("detail", containsString("models that no repository has"));
        delete("models/draft.sql");
        publish("away");

        assertThat(everything()).isEqualTo(before);
        connect(host.url(name), GitHost.WRITER).statusCode(200);
    }

    @Test
    void aTokenIsRenewedWithoutTouchingTheFiles() {
        String name = connected();
        write("models/draft.sql", "select 1");
        dbtRuns();

        connect(host.url(name).replace(".git", "/"), GitHost.WRITER)
                .statusCode(200)
                .body("repository_switched", is(false))
                .body("gitrepo_url", equalTo(host.url(name)));

        get("dbt/git_status/").body("added", contains("models/draft.sql"));
        assertThat(secret()).contains("/" + name + ".git");
    }

    @Test
    void whatPrefectRefusesIsSentToWorkersLater() {
        aWorkspace();
        String name = aRepository(PROJECT);
        var down = DataStubServers.prefectIsDown();

        connect(host.url(name), GitHost.WRITER).statusCode(200);

        DataStubServers.removeStub(down);
        await().atMost(BUSY_MACHINE).untilAsserted(() -> assertThat(secret()).contains("/" + name + ".git"));
    }

    @Test
    void publishingComesOnTopOfWhatOthersDid() {
        String name = connected();
        write("models/ours.sql", "select 1");
        write("models/marts/adults.sql", "select 'ours'");
        host.commit(name, Map.of("models/theirs.sql", "select 2"));

        publish("ours").body("success", is(true)).body("committed", is(true)).body("pushed", is(true));

        assertThat(host.paths(name)).contains("models/ours.sql", "models/theirs.sql");
        assertThat(host.log(name).get(0)).isEqualTo(author() + "|ours");
        assertThat(fileNames()).contains("models/theirs.sql");
        get("transform/v2/dbt_project/sources_models/").body("name", hasItems("theirs", "ours"));
        get("dbt/git_status/").body("added", empty()).body("modified", empty());
        people.audit(org, "dbt").body("entries[0].details.published", equalTo("ours"));
        publish("again")
                .body("success", is(true))
                .body("pushed", is(true))
                .body("commit_result", is("nothing to commit"));

        write("models/ours.sql", "select 'here'");
        write("models/other.sql", "select 4");
        host.commit(name, Map.of("models/ours.sql", "select 'there'"));
        String head = host.head(name);
        publish("late")
                .body("success", is(false))
                .body(
                        "message",
                        equalTo("Push failed: These files were changed in the repository as well: models/ours.sql."
                                + " Undo your changes of them, or take over those of the repository."));
        assertThat(host.head(name)).isEqualTo(head);
        get("dbt/git_status/")
                .body("added", contains("models/other.sql"))
                .body("modified", contains("models/ours.sql"));
        // The same on both sides is no conflict.
        host.commit(name, Map.of("models/ours.sql", "select 'here'"));
        publish("then").body("success", is(true)).body("commit_result", is("1 file changed"));

        write("models/ours.sql", "select 5");
        host.failsWith(503);
        publish("never").body("success", is(false)).body("message", containsString("Push failed: 127.0.0.1"));
        as().body(Map.of("commit_message", ""))
                .post("/api/dbt/publish_changes/")
                .then()
                .statusCode(400);
    }

    @Test
    void aRepositoryWithoutATokenIsReadAndNotWritten() {
        String name = aRepository(PROJECT);
        host.open(name);
        TestPeople.await(
                () -> projects.create(manager, new DbtProjectDraft(host.url(name), Optional.empty(), "intermediate")));

        await().atMost(BUSY_MACHINE).untilAsserted(() -> assertThat(fileNames()).contains("models/marts/adults.sql"));
        write("models/ours.sql", "select 1");
        publish("ours").body("success", is(false)).body("message", containsString("An access token"));
        get("dbt/git_status/").body("added", contains("models/ours.sql"));
        get("dbt/dbt_workspace").body("gitrepo_access_token", nullValue());
    }

    @Test
    void aFolderTakesNoTokenAndIsWritten() {
        String name = aRepository(PROJECT);
        TestPeople.await(() -> projects.create(
                manager, new DbtProjectDraft("file://" + host.folder(name), Optional.empty(), "intermediate")));

        await().atMost(BUSY_MACHINE).untilAsserted(() -> assertThat(fileNames()).contains("models/marts/adults.sql"));
        write("models/ours.sql", "select 1");
        publish("ours").body("success", is(true)).body("pushed", is(true));
        assertThat(host.file(name, "models/ours.sql")).isEqualTo("select 1");
        get("dbt/dbt_workspace").body("gitrepo_access_token", equalTo(MASK));
    }

    @Test
    void theCanvasFollowsTheRepository() {
        String name = connected();
        write("models/draft.sql", "select * from {{ ref('people') }}");
        sync().body("success", is(true))
                .body("models_processed", is(2))
                .body("sources_processed", is(1))
                .body("nodes_created", is(3))
                .body("edges_created", is(2));
        Map<String, String> changes = new HashMap<>(Map.of(
                "models/older.sql",
                "select * from {{ ref('adults') }}",
                "models/marts/adults.sql",
                "select * from {{ ref('theirs', 'people') }}, {{ source('register', 'users') }}"));
        changes.put("models/staging/people.sql", null);
        changes.put("models/staging/persons.sql", "{# {{ ref('older') }} #} select 1");
        host.commit(name, changes);

        sync().statusCode(200);
        await().atMost(BUSY_MACHINE).untilAsserted(() -> get("transform/v2/dbt_project/sources_models/")
                .body("name", hasItems("older", "persons", "draft"))
                .body("name", not(hasItem("people"))));
        sync().body("models_processed", is(4)).body("orgdbtmodels_created", is(3));
        get("dbt/git_status/").body("added", contains("models/draft.sql")).body("modified", empty());
        get("transform/v2/dbt_project/graph/")
                .body("nodes.find { it.dbtmodel.name == 'draft' }.isPublished", is(false))
                .body("nodes.find { it.dbtmodel.name == 'older' }.isPublished", is(true))
                .body("edges", hasSize(2));

        String source =
                get("transform/v2/dbt_project/sources_models/").extract().path("find { it.name == 'app_users' }.uuid");
        as().body(Map.of())
                .post("/api/transform/v2/dbt_project/models/" + source + "/nodes/")
                .then()
                .statusCode(200)
                .body("dbtmodel.sql_path", equalTo("models/register.yml"));
        host.failsWith(404);
        sync().statusCode(200);
        await().atMost(BUSY_MACHINE).untilAsserted(() -> sync().body("success", is(false))
                .body("message", containsString("does not exist")));
    }

    @Test
    void importedTablesHaveTheirColumnsAtTheFirstLook() {
        TestWarehouse warehouse =
                TestWarehouse.open("imported_" + UUID.randomUUID().toString().substring(0, 8));
        warehouse.execute("create schema raw; create table raw.app_users (id int, age int);"
                + " create schema intermediate; create table intermediate.people (id int, name text)");
        anOrganisation(warehouse);
        connected();

        get("transform/v2/dbt_project/graph/")
                .body("nodes.find { it.dbtmodel.name == 'app_users' }.output_columns", contains("id", "age"))
                .body("nodes.find { it.dbtmodel.name == 'app_users' }.dbtmodel.output_cols", contains("id", "age"))
                .body("nodes.find { it.dbtmodel.name == 'people' }.output_columns", contains("id", "name"))
                // dbt has not made its table yet.
                .body("nodes.find { it.dbtmodel.name == 'adults' }.output_columns", empty());
        get("transform/v2/dbt_project/sources_models/")
                .body("find { it.name == 'app_users' }.output_cols", contains("id", "age"));
    }

    @Test
    void theCanvasDrawsOnModelsOfTheRepository() {
        String name = connected();
        host.commit(name, Map.of("models/sources/sources.yml", "version: 2\nsources: [] # by hand\n"));
        publish("nothing").body("success", is(true));
        rows("update canvas_node set output_cols = '{id}' where org_id = $1 returning id");
        Object visits =
                rows("insert into dbt_model (org_id, type, schema, name, display_name, source_name, output_cols)"
                                + " values ($1, 'source', 'raw', 'visits', 'visits', 'raw', '{id}') returning uuid")
                        .get(0)[0];
        draw("models/" + visits + "/nodes/", Map.of())
                .body("dbtmodel.sql_path", equalTo("models/sources/canvas_sources.yml"));
        String adults = get("transform/v2/dbt_project/graph/")
                .extract()
                .path("nodes.find { it.dbtmodel.name == 'adults' }.uuid");
        drawKeys(adults);

        publish("drawn").body("success", is(true));

        // Their models name schemas, and stay where they are.
        assertThat(host.paths(name)).doesNotContain("macros/generate_schema_name.sql");

        assertThat(host.file(name, "models/marts/keys.sql")).contains("ref('adults')");
        assertThat(host.file(name, "models/sources/canvas_sources.yml")).contains("visits");
        assertThat(host.file(name, "models/sources/sources.yml")).contains("by hand");
        get("transform/v2/dbt_project/graph/").body("nodes.find { it.name.endsWith('.keys') }.isPublished", is(true));

        Map<String, String> gone = new HashMap<>();
        gone.put("models/marts/adults.sql", null);
        gone.put("models/staging/people.sql", null);
        host.commit(name, gone);
        publish("nothing").body("success", is(true));
        get("transform/v2/dbt_project/sources_models/")
                .body("name", hasItems("adults", "keys"))
                .body("name", not(hasItem("people")));
        get("transform/v2/dbt_project/graph/").body("edges", hasSize(2));
    }

    @Test
    void aDrawnModelLandsInTheSchemaThatItNames() {
        String name = connected(Map.of("dbt_project.yml", "name: theirs\n", "models/people.sql", "select 1 as id"));
        rows("update canvas_node set output_cols = '{id}' where org_id = $1 returning id");
        String people = get("transform/v2/dbt_project/graph/").extract().path("nodes[0].uuid");

        drawKeys(people);
        publish("drawn").body("success", is(true));

        // dbt itself would write it to intermediate_marts.
        assertThat(host.file(name, "macros/generate_schema_name.sql")).contains("macro generate_schema_name");
        get("transform/v2/dbt_project/graph/").body("nodes.name", hasItem("marts.keys"));
    }

    /** Renames a column of a model and makes a table "keys" of it. */
    private void drawKeys(String model) {
        String operation = draw(
                        "operations/nodes/",
                        Map.of(
                                "op_type",
                                "renamecolumns",
                                "input_node_uuid",
                                model,
                                "config",
                                Map.of("columns", Map.of("id", "key")),
                                "source_columns",
                                List.of("id"),
                                "other_inputs",
                                List.of()))
                .extract()
                .path("uuid");
        draw(
                "operations/nodes/" + operation + "/terminate/",
                Map.of("name", "keys", "display_name", "keys", "dest_schema", "marts", "rel_dir_to_models", "marts"));
    }

    private ValidatableResponse draw(String path, Map<String, ?> body) {
        return as().body(body)
                .post("/api/transform/v2/dbt_project/" + path)
                .then()
                .statusCode(200);
    }

    private String connected() {
        return connected(PROJECT);
    }

    private String connected(Map<String, String> project) {
        aWorkspace();
        String name = aRepository(project);
        connect(host.url(name), GitHost.WRITER).statusCode(200);
        return name;
    }

    private void aWorkspace() {
        as().body(Map.of("default_schema", "intermediate"))
                .post("/api/transform/dbt_project/")
                .then()
                .statusCode(200);
        as().body(Map.of()).post("/api/prefect/tasks/transform/").then().statusCode(200);
    }

    private static String aRepository(Map<String, String> content) {
        String name = "ngo" + ++repositories;
        host.create(name);
        if (!content.isEmpty()) {
            host.commit(name, content);
        }
        return name;
    }

    private ValidatableResponse connect(String url, String pat) {
        ValidatableResponse answer = as().body(Map.of("gitrepoUrl", url, "gitrepoAccessToken", pat))
                .put("/api/dbt/switch_git_repo/")
                .then();
        assertThat(answer.extract().asString()).doesNotContain("ghp_");
        return answer;
    }

    private ValidatableResponse publish(String message) {
        return as().body(Map.of("commit_message", message))
                .post("/api/dbt/publish_changes/")
                .then()
                .statusCode(200);
    }

    private ValidatableResponse sync() {
        return as().body(Map.of())
                .post("/api/transform/v2/dbt_project/sync_remote_dbtproject_to_canvas/")
                .then()
                .statusCode(200);
    }

    private ValidatableResponse get(String path) {
        return as().get("/api/" + path).then().statusCode(200);
    }

    private RequestSpecification as() {
        return given().auth().oauth2(token).header("x-dalgo-org", org.slug()).contentType(ContentType.JSON);
    }

    private RequestSpecification as(String role) {
        return given().auth()
                .oauth2(people.token(people.member(org, role)))
                .header("x-dalgo-org", org.slug())
                .contentType(ContentType.JSON);
    }

    private String author() {
        String email = manager.email();
        return email.substring(0, email.indexOf('@')) + "|" + email;
    }

    /** The last address that workers were given. */
    private String secret() {
        return DataStubServers.secrets().stream()
                .filter(secret -> secret.contains("\"" + org.slug() + "-git-pull-url\""))
                .reduce((first, second) -> second)
                .orElse("");
    }

    private void dbtRuns() {
        rows(
                """
                with r as (
                    insert into run (org_id, deployment_id, prefect_deployment_id, prefect_flow_run_id, name,
                        state_type, state_name, dispatch)
                    select d.org_id, d.id, d.prefect_deployment_id, gen_random_uuid(), 'calm-otter', 'RUNNING',
                        'Running', 'sent'
                    from deployment d where d.org_id = $1 order by d.id limit 1
                    returning id, org_id, deployment_id)
                insert into task_lock (org_task_id, org_id, run_id, deployment_id, expires_at)
                select x.org_task_id, r.org_id, r.id, r.deployment_id, now() + interval '1 hour'
                from r join deployment_task x on x.deployment_id = r.deployment_id returning org_task_id
                """);
    }

    private void write(String path, String content) {
        TestPeople.await(() -> tenantTransactions.inOrg(org.id(), () -> files.write(org.id(), path, content)));
    }

    private void delete(String path) {
        TestPeople.await(() -> tenantTransactions.inOrg(org.id(), () -> files.delete(org.id(), path)));
    }

    private List<String> fileNames() {
        return rows("select path from dbt_file where org_id = $1").stream()
                .map(row -> (String) row[0])
                .toList();
    }

    private List<Object> everything() {
        return rows("select to_jsonb(p)::text from dbt_project p where org_id = $1"
                        + " union all select to_jsonb(f)::text from dbt_file f where org_id = $1 order by 1")
                .stream()
                .map(row -> row[0])
                .toList();
    }

    private List<Object[]> rows(String query) {
        return TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(), () -> TestRows.select(sql, query, org.id().value())));
    }
}
