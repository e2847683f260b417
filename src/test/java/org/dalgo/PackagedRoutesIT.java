package org.dalgo;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.dalgo.data.DataStubServers;
import org.dalgo.platform.startup.postgres.EmbeddedPostgres;
import org.dalgo.platform.startup.postgres.PostgresDatabase;
import org.dalgo.platform.startup.postgres.PostgresOptions;
import org.dalgo.testsupport.PackagedApplication;
import org.dalgo.testsupport.TestDatabase;
import org.dalgo.testsupport.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Calls every route of the committed OpenAPI on the packaged application, jar or native binary. The organisation has a
 * warehouse, a source, a connection, a dbt project, a canvas and a pipeline. Finds what works in development and tests
 * only: resources that the package lacks, classes that a native image does not know.
 */
class PackagedRoutesIT {

    private static final String PASSWORD = "correct horse battery";

    /** Of that password; cheap, as it protects nothing. */
    private static final String HASH =
            "$argon2id$v=19$m=1024,t=1,p=1$c2FsdCBvZiB0aGUgdGVzdA" + "$2j7AvliioiEQU92rK/S77Wv+UQtR2yICHR7TgUXM2UA";

    private static final String POSTGRES_DESTINATION = "25c5221d-dce2-4163-ade9-739ef790f503";
    private static final String FAKER = "dfd88b22-b603-4c3d-aad7-3701784586b1";
    /** May do everything. */
    private static final int STAFF = 1;

    /** Operations that stay open, or that end the session which the other calls need. */
    private static final Set<String> LEFT_OUT = Set.of(
            "GET /api/stream",
            "GET /api/prefect/flow_runs/{flow_run_id}/logs/stream",
            "POST /api/logout",
            "POST /api/logout/all");

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final Map<String, String> NAMES = new HashMap<>();

    private static DataStubServers upstreams;
    private static EmbeddedPostgres postgres;
    private static PackagedApplication application;
    private static String token;
    private static String org;

    @BeforeAll
    static void anOrganisationThatUsesEverything() {
        upstreams = new DataStubServers();
        Map<String, String> settings = new HashMap<>(upstreams.start());
        settings.put("dalgo.run.watch", "false");
        settings.put("dalgo.net.private-addresses", "true");
        settings.put("dalgo.net.loopback-addresses", "true");
        settings.put("dalgo.production.accepted-risks", "loopback-addresses");
        postgres = EmbeddedPostgres.start(PostgresOptions.disposable(
                Path.of("target", "packaged-routes-postgres"), TestServers.CACHE.resolve("postgres")));
        PostgresDatabase database = postgres.database(PostgresDatabase.APPLICATION);
        application = new PackagedApplication(database, settings);
        application.start();
        member(new TestDatabase(database));
        set(postgres.database("warehouse"));
    }

    @AfterAll
    static void stop() {
        if (application != null) {
            application.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        if (upstreams != null) {
            upstreams.stop();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyRouteAnswersAsThePackage() throws IOException {
        return operations().stream()
                .map(operation -> DynamicTest.dynamicTest(operation, () -> {
                    String[] parts = operation.split(" ", 2);
                    Response response = as().body("{}").request(parts[0], address(parts[1]));
                    assertThat(response.statusCode())
                            .as("%s answers %s", operation, response.asString())
                            .isNotEqualTo(500);
                }));
    }

    @Test
    void theConsoleIsPartOfThePackage() {
        assertThat(given().baseUri(application.url()).get("/").statusCode()).isEqualTo(200);
    }

    /** Operations with parameters that name nothing are called, too: their 4xx comes from the code behind the route. */
    private static List<String> operations() throws IOException {
        JsonNode paths = new YAMLMapper()
                .readTree(Path.of("src/main/openapi/openapi.yaml").toFile())
                .get("paths");
        List<String> operations = new ArrayList<>();
        paths.fields().forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(method -> {
            String name = method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey();
            boolean removes = method.equals("delete") && !path.getKey().contains("{");
            if (Set.of("get", "post", "put", "delete").contains(method) && !LEFT_OUT.contains(name) && !removes) {
                operations.add(name);
            }
        }));
        return operations;
    }

    private static String address(String path) {
        String address = path;
        for (Map.Entry<String, String> name : NAMES.entrySet()) {
            address = address.replace("{" + name.getKey() + "}", name.getValue());
        }
        return address;
    }

    private static void member(TestDatabase rows) {
        org = "packaged";
        rows.update("insert into org (name, slug) values (?, ?)", org, org);
        rows.update(
                "with a as (insert into account (email, password_hash, email_verified) values (?, ?, true) returning id)"
                        + " insert into membership (org_id, account_id, role_id) select o.id, a.id, ? from org o, a"
                        + " where o.slug = ?",
                "manager@ngo.test",
                HASH,
                STAFF,
                org);
        token = given().baseUri(application.url())
                .contentType("application/json")
                .body(Map.of("username", "manager@ngo.test", "password", PASSWORD))
                .post("/api/v2/login/")
                .then()
                .statusCode(200)
                .extract()
                .cookie("access_token");
    }

    private static void set(PostgresDatabase warehouse) {
        new TestDatabase(warehouse)
                .update("create schema staging; create table staging.people (id integer, name text, extra jsonb)");
        Map<String, Object> config = Map.of(
                "host", warehouse.host(),
                "port", warehouse.port(),
                "database", warehouse.name(),
                "schema", "staging",
                "username", warehouse.user(),
                "password", warehouse.password());
        post("/api/airbyte/v1/workspace/", Map.of("name", "packaged"));
        NAMES.put(
                "destination_id",
                post(
                                "/api/organizations/warehouse/",
                                Map.of(
                                        "wtype",
                                        "postgres",
                                        "name",
                                        "warehouse",
                                        "destinationDefId",
                                        POSTGRES_DESTINATION,
                                        "airbyteConfig",
                                        config))
                        .path("destinationId"));
        NAMES.put(
                "source_id",
                post(
                                "/api/airbyte/sources/",
                                Map.of("name", "faker", "sourceDefId", FAKER, "config", Map.of("count", 10)))
                        .path("sourceId"));
        NAMES.put(
                "connection_id",
                post(
                                "/api/airbyte/v1/connections/",
                                Map.of(
                                        "name",
                                        "people",
                                        "sourceId",
                                        NAMES.get("source_id"),
                                        "streams",
                                        List.of(Map.of(
                                                "name",
                                                "users",
                                                "selected",
                                                true,
                                                "syncMode",
                                                "full_refresh",
                                                "destinationSyncMode",
                                                "overwrite")),
                                        "destinationSchema",
                                        "staging"))
                        .path("connectionId"));
        transform();
        NAMES.putAll(Map.of(
                "definition_id", POSTGRES_DESTINATION,
                "source_definition_id", FAKER,
                "schema", "staging",
                "table", "people",
                "column", "id",
                "status", "inactive",
                "slug", "dbt-run",
                "project_name", "dbtrepo"));
        for (String unknown :
                List.of("dbtmodel_uuid", "flow_run_id", "session_id", "operation_id", "task_key", "uuid", "org_slug")) {
            NAMES.putIfAbsent(unknown, UUID.randomUUID().toString());
        }
        NAMES.put("job_id", "1");
        NAMES.put("invitation_id", "1");
    }

    private static void transform() {
        post("/api/transform/dbt_project/", Map.of("default_schema", "intermediate"));
        post("/api/prefect/tasks/transform/", Map.of());
        Response sync = post("/api/transform/dbt_project/sync_sources/", Map.of());
        NAMES.put("task_id", sync.path("task_id"));
        String progress = "/api/tasks/" + NAMES.get("task_id") + "?hashkey=" + sync.path("hashkey");
        await().atMost(TIMEOUT).until(() -> Set.of("completed", "failed")
                .contains(get(progress).<String>path("progress[-1].status")));
        String table = get("/api/transform/v2/dbt_project/sources_models/").path("find { it.name == 'people' }.uuid");
        String input = post("/api/transform/v2/dbt_project/models/" + table + "/nodes/", Map.of())
                .path("uuid");
        NAMES.put(
                "node_uuid",
                post(
                                "/api/transform/v2/dbt_project/operations/nodes/",
                                Map.of(
                                        "op_type",
                                        "dropcolumns",
                                        "config",
                                        Map.of("columns", List.of("extra")),
                                        "input_node_uuid",
                                        input,
                                        "source_columns",
                                        List.of("id", "name", "extra"),
                                        "other_inputs",
                                        List.of()))
                        .path("uuid"));
        List<String> tasks = get("/api/prefect/tasks/transform/").path("uuid");
        post(
                "/api/prefect/v1/flows/",
                Map.of(
                        "name",
                        "nightly",
                        "cron",
                        "30 20 * * *",
                        "connections",
                        List.of(Map.of("id", NAMES.get("connection_id"), "seq", 1)),
                        "transformTasks",
                        List.of(Map.of("uuid", tasks.get(0), "seq", 1))));
        NAMES.put("deployment_id", get("/api/prefect/v1/flows/").path("[0].deploymentId"));
    }

    private static Response get(String path) {
        return as().get(path).then().statusCode(200).extract().response();
    }

    private static Response post(String path, Object body) {
        Response response = as().body(body).post(path);
        assertThat(response.statusCode()).as(path + ": " + response.asString()).isBetween(200, 299);
        return response;
    }

    private static RequestSpecification as() {
        return given().baseUri(application.url())
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false)
                .auth()
                .oauth2(token)
                .header("x-dalgo-org", org)
                .contentType("application/json");
    }
}
