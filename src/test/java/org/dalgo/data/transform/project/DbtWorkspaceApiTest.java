package org.dalgo.data.transform.project;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.data.transform.file.DbtFileService;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.destination.WarehouseDraft;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dbt workspace as the web app sets it up, shows it and publishes it. */
@QuarkusTest
@TestProfile(DataProfile.class)
class DbtWorkspaceApiTest {

    private static final UUID POSTGRES = UUID.fromString("25c5221d-dce2-4163-ade9-739ef790f503");
    private static final Map<String, String> NEW = Map.of("default_schema", "intermediate");

    @Inject
    TestPeople people;

    @Inject
    WorkspaceService workspaces;

    @Inject
    WarehouseService warehouses;

    @Inject
    DbtProjectService projects;

    @Inject
    DbtProjectLifecycle lifecycle;

    @Inject
    DbtFileService files;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    private OrgView org;
    private Caller manager;
    private String token;

    @BeforeEach
    void anOrganisation() {
        DataStubServers.reset();
        org = people.org();
        manager = people.caller(org, "account_manager");
        token = people.token(manager.email());
    }

    @Test
    void withoutAWorkspaceThePageGetsAMessageAndNothingElseFails() {
        DataStubServers.prefectIsDown();

        as().get("/api/dbt/dbt_transform/")
                .then()
                .statusCode(200)
                .body("containsKey('transform_type')", is(true))
                .body("transform_type", nullValue());
        as().get("/api/dbt/dbt_workspace")
                .then()
                .statusCode(200)
                .body("error", equalTo("no dbt workspace has been configured"))
                .body("gitrepo_url", nullValue());
        as().get("/api/dbt/git_status/")
                .then()
                .statusCode(400)
                .body("detail", equalTo("dbt workspace is not configured for this organization"));
        as().body(Map.of("target_configs_schema", "marts"))
                .put("/api/dbt/v1/schema/")
                .then()
                .statusCode(400)
                .body("detail", equalTo("create a dbt workspace first"));
        as().body(NEW)
                .post("/api/transform/dbt_project/")
                .then()
                .statusCode(422)
                .body("detail", equalTo("Please set up your warehouse first"));
        as().delete("/api/transform/dbt_project/dbtrepo")
                .then()
                .statusCode(404)
                .body("detail", equalTo("Organization " + org.slug() + " does not have any projects"));
    }

    @Test
    void theSetUpOfThePageMakesAWorkspaceThatIsKeptHereAndCanBeRepeated() {
        aWarehouse();
        for (int i = 0; i < 2; i++) {
            create().statusCode(200).body("message", equalTo("Project " + org.slug() + " created successfully"));
            as().body(Map.of())
                    .post("/api/prefect/tasks/transform/")
                    .then()
                    .statusCode(200)
                    .body("success", is(1));
        }

        as().get("/api/dbt/dbt_transform/").then().body("transform_type", equalTo("ui"));
        as().get("/api/dbt/dbt_workspace")
                .then()
                .body("gitrepo_url", nullValue())
                .body("gitrepo_access_token", nullValue())
                .body("target_type", equalTo("postgres"))
                .body("default_schema", equalTo("intermediate"))
                .body("transform_type", equalTo("ui"))
                .body("is_repo_managed_by_system", is(false))
                .body("containsKey('error')", is(false));
        as().get("/api/prefect/tasks/transform/").then().body("slug", contains("dbt-seed", "dbt-run", "dbt-test"));
        assertThat(DataStubServers.deployments()).hasSize(3).allSatisfy(deployment -> assertThat(deployment)
                .contains("\"secret-project-files-block\":\"" + org.slug() + "-dbt-project\"")
                .contains("git-pull"));
        assertThat(sent().keySet())
                .contains("dbt_project.yml", "packages.yml", ".gitignore", "macros/generate_schema_name.sql");
        people.audit(org, "dbt").body("entries.action", contains("create"));
    }

    @Test
    void nothingIsLeftOfAWorkspaceWhoseFilesCannotBeSent() {
        aWarehouse();
        DataStubServers.prefectFails("/block_documents/");

        create().statusCode(502);

        as().get("/api/dbt/dbt_transform/").then().body("transform_type", nullValue());
        DataStubServers.reset();
        create().statusCode(200);
    }

    @Test
    void workersGetWhatWasPublished() {
        aWarehouse();
        create().statusCode(200);
        as().get("/api/dbt/git_status/")
                .then()
                .statusCode(200)
                .body("added", empty())
                .body("modified", empty())
                .body("deleted", empty());

        write("models/a.sql", "select 'é'");
        write("packages.yml", "packages: [] # none");
        delete("macros/unpivot.sql");
        as().get("/api/dbt/git_status/")
                .then()
                .body("added", contains("models/a.sql"))
                .body("modified", contains("packages.yml"))
                .body("deleted", contains("macros/unpivot.sql"));

        publish("first")
                .body("success", is(true))
                .body("committed", is(true))
                .body("pushed", is(false))
                .body("commit_result", equalTo("3 files changed"));
        assertThat(sent())
                .containsEntry("models/a.sql", "select 'é'")
                .containsEntry("packages.yml", "packages: [] # none")
                .doesNotContainKey("macros/unpivot.sql");
        as().get("/api/dbt/git_status/").then().body("added", empty()).body("deleted", empty());
        publish("again").body("success", is(true)).body("commit_result", equalTo("nothing to commit"));
        people.audit(org, "dbt")
                .body("entries.action", contains("update", "create"))
                .body("entries[0].details.published", equalTo("first"));
        as().body(Map.of("commit_message", " "))
                .post("/api/dbt/publish_changes/")
                .then()
                .statusCode(400)
                .body("detail", equalTo("Commit message cannot be empty"));
    }

    @Test
    void anOrganisationThatEndsLeavesNoFilesInPrefect() {
        aWarehouse();
        create().statusCode(200);

        assertThat(TestPeople.await(() -> lifecycle.remove(org))).isEmpty();

        assertThat(DataStubServers.deletedInPrefect("block_documents")).isEqualTo(2);
    }

    @Test
    void whatPrefectDoesNotTakeIsSentLater() {
        aWarehouse();
        create().statusCode(200);
        write("models/a.sql", "select 1");
        var down = DataStubServers.prefectIsDown();

        publish("first")
                .body("success", is(false))
                .body("committed", is(true))
                .body("message", containsString("Push failed: "));

        DataStubServers.removeStub(down);
        await().untilAsserted(() -> assertThat(sent()).containsKey("models/a.sql"));
    }

    @Test
    void filesStayInTheProjectAndWithinItsSize() {
        aWarehouse();
        create().statusCode(200);

        for (String path : List.of("/etc/passwd", "../x", "a/../b", "a//b", "a/", ".git/config", "a\\b", "")) {
            assertThat(catchThrowable(() -> write(path, "x")))
                    .as(path)
                    .hasMessageContaining("path: is not a path within the project");
        }
        String large = "x".repeat(DbtFileService.MAX_BYTES);
        assertThat(catchThrowable(() -> write("models/large.sql", large))).hasMessageContaining("larger than 5 MiB");
        as().get("/api/dbt/git_status/").then().body("added", empty());
    }

    @Test
    void onlyAWorkspaceThatWasJustMadeIsTakenBack() {
        aWarehouse();
        create().statusCode(200);
        as().body(Map.of()).post("/api/prefect/tasks/transform/").then().statusCode(200);
        as().delete("/api/transform/dbt_project/other")
                .then()
                .statusCode(422)
                .body("detail", equalTo("Project other does not exist in organization " + org.slug()));

        write("models/a.sql", "select 1");
        remove().statusCode(409).body("detail", equalTo("the dbt workspace is in use and is not deleted"));
        delete("models/a.sql");
        rows("update dbt_project set created_at = now() - interval '1 hour' where org_id = $1 returning id");
        remove().statusCode(409);
        rows("update dbt_project set created_at = now() where org_id = $1 returning id");
        Object task = as().body(Map.of("task_slug", "dbt-run", "flags", List.of("full-refresh")))
                .post("/api/prefect/tasks/")
                .then()
                .statusCode(200)
                .extract()
                .path("task_slug");
        assertThat(task).isEqualTo("dbt-run");
        remove().statusCode(409);
        Object uuid = rows("select uuid from org_task where org_id = $1 and generated_by = 'client'")
                .get(0)[0];
        as().delete("/api/prefect/tasks/" + uuid + "/").then().statusCode(200);

        remove().statusCode(200).body("message", equalTo("Project dbtrepo deleted successfully"));
        as().get("/api/dbt/dbt_transform/").then().body("transform_type", nullValue());
        as().get("/api/prefect/tasks/transform/").then().statusCode(200).body("", empty());
        assertThat(rows("select path from dbt_file where org_id = $1")).isEmpty();
        assertThat(DataStubServers.deletedInPrefect("block_documents")).isEqualTo(2);
        create().statusCode(200);
    }

    @Test
    void aWorkspaceWithARepositoryShowsItsAddressAndNotItsToken() {
        aWarehouse();
        TestPeople.await(() -> projects.create(
                manager,
                new DbtProjectDraft("https://git.test/ngo/dbt.git", Optional.of(Secret.of("hush")), "analytics")));

        as().get("/api/dbt/dbt_transform/").then().body("transform_type", equalTo("github"));
        as().get("/api/dbt/dbt_workspace")
                .then()
                .body("gitrepo_url", equalTo("https://git.test/ngo/dbt.git"))
                .body("gitrepo_access_token", equalTo("*********"))
                .body("transform_type", equalTo("github"));
        create().statusCode(200);
        as().get("/api/dbt/dbt_workspace").then().body("default_schema", equalTo("analytics"));
        as().get("/api/dbt/git_status/").then().statusCode(200).body("added", empty());
        publish("x").body("success", is(false)).body("message", containsString("git.test"));
        remove().statusCode(409);
    }

    @Test
    void dbtWritesToTheConfiguredSchema() {
        aWarehouse();
        create().statusCode(200);

        schema("marts").statusCode(200).body("success", is(1));
        as().get("/api/dbt/dbt_workspace").then().body("default_schema", equalTo("marts"));
        assertThat(DataStubServers.secrets()).last().asString().contains("dbt-profile-" + org.slug(), "marts");
        people.audit(org, "dbt").body("entries[0].details.schema", equalTo("marts"));

        for (String bad : List.of("", "1a", "a-b", "a\"b", "x".repeat(64))) {
            schema(bad).statusCode(422).body("detail", not(empty()));
        }
        DataStubServers.prefectFails("/block_documents/");
        schema("lost").statusCode(502);
        as().get("/api/dbt/dbt_workspace").then().body("default_schema", equalTo("marts"));
    }

    private ValidatableResponse create() {
        return as().body(NEW).post("/api/transform/dbt_project/").then();
    }

    private ValidatableResponse remove() {
        return as().delete("/api/transform/dbt_project/dbtrepo").then();
    }

    private ValidatableResponse schema(String name) {
        return as().body(Map.of("target_configs_schema", name))
                .put("/api/dbt/v1/schema/")
                .then();
    }

    private ValidatableResponse publish(String message) {
        return as().body(Map.of("commit_message", message))
                .post("/api/dbt/publish_changes/")
                .then()
                .statusCode(200);
    }

    private RequestSpecification as() {
        return given().auth().oauth2(token).header("x-dalgo-org", org.slug()).contentType(ContentType.JSON);
    }

    private void aWarehouse() {
        TestPeople.await(() -> workspaces.create(org.id()));
        TestPeople.await(() -> warehouses.create(
                manager,
                new WarehouseDraft(
                        "Warehouse",
                        WarehouseType.POSTGRES,
                        POSTGRES,
                        TestWarehouse.open("dbt_workspace").config())));
    }

    private void write(String path, String content) {
        TestPeople.await(() -> tenantTransactions.inOrg(org.id(), () -> files.write(org.id(), path, content)));
    }

    private void delete(String path) {
        TestPeople.await(() -> tenantTransactions.inOrg(org.id(), () -> files.delete(org.id(), path)));
    }

    private List<Object[]> rows(String query) {
        return TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(), () -> TestRows.select(sql, query, org.id().value())));
    }

    /** The files in the last Secret block with files that Prefect was given. */
    private Map<String, String> sent() {
        String name = "\"" + org.slug() + "-dbt-project\"";
        String body = DataStubServers.secrets().stream()
                .filter(secret -> secret.contains(name))
                .reduce((first, second) -> second)
                .orElseThrow();
        byte[] packed = Base64.getDecoder().decode(JsonPath.from(body).getString("data.value"));
        Map<String, String> files = new TreeMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(packed)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return files;
    }
}
