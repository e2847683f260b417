package org.dalgo;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dalgo.data.DataStubServers;
import org.dalgo.platform.startup.postgres.EmbeddedPostgres;
import org.dalgo.platform.startup.postgres.PostgresDatabase;
import org.dalgo.platform.startup.postgres.PostgresOptions;
import org.dalgo.testsupport.PackagedApplication;
import org.dalgo.testsupport.TestDatabase;
import org.dalgo.testsupport.TestServers;

/**
 * The packaged application, jar or native binary, with an organisation that has a warehouse, a source, a connection, a dbt
 * project, a canvas, a pipeline, a run and an invitation. Airbyte is the sandbox, Prefect a stub that takes everything.
 */
final class PackagedOrganisation implements AutoCloseable {

    /** Address of the member who may do everything. */
    static final String MANAGER = "manager@ngo.test";

    static final String PASSWORD = "correct horse battery";

    /** Of that password; cheap, as it protects nothing. */
    private static final String HASH =
            "$argon2id$v=19$m=1024,t=1,p=1$c2FsdCBvZiB0aGUgdGVzdA" + "$2j7AvliioiEQU92rK/S77Wv+UQtR2yICHR7TgUXM2UA";

    private static final String POSTGRES_DESTINATION = "25c5221d-dce2-4163-ade9-739ef790f503";
    private static final String FAKER = "dfd88b22-b603-4c3d-aad7-3701784586b1";
    /** May do everything. */
    private static final int STAFF = 1;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final String SLUG = "packaged";

    private final Map<String, String> names = new HashMap<>();
    private final DataStubServers upstreams = new DataStubServers();
    private final EmbeddedPostgres postgres;
    private final PackagedApplication application;
    private final TestDatabase rows;
    private final String token;

    /**
     * Starts all of it.
     *
     * @param folder below {@code target}, for its database
     * @param extra settings beside those that every packaged application of a test has
     */
    PackagedOrganisation(String folder, Map<String, String> extra) {
        Map<String, String> settings = new HashMap<>(upstreams.start());
        settings.put("dalgo.run.watch", "false");
        settings.put("dalgo.net.private-addresses", "true");
        settings.put("dalgo.net.loopback-addresses", "true");
        settings.put("dalgo.production.accepted-risks", "loopback-addresses");
        settings.putAll(extra);
        postgres = EmbeddedPostgres.start(
                PostgresOptions.disposable(Path.of("target", folder), TestServers.CACHE.resolve("postgres")));
        PostgresDatabase database = postgres.database(PostgresDatabase.APPLICATION);
        application = new PackagedApplication(database, settings);
        rows = new TestDatabase(database);
        try {
            application.start();
            rows.update("insert into org (name, slug) values (?, ?)", SLUG, SLUG);
            token = member(MANAGER);
            fill(postgres.database("warehouse"));
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    /** Address of the application, without a slash at its end. */
    String url() {
        return application.url();
    }

    String slug() {
        return SLUG;
    }

    /** Of the member who may do everything. */
    String token() {
        return token;
    }

    /** What the organisation has: values of the contract's path parameters. */
    Map<String, String> names() {
        return names;
    }

    /** Another member who may do everything; answers an access token. */
    private String member(String email) {
        members(SLUG, email, 1);
        return signIn(email);
    }

    /**
     * Another organisation, that has members only. They may do everything, with the password {@link #PASSWORD}.
     *
     * @param email with {@code %d} for their number, from 1
     */
    void organisation(String slug, String email, int count) {
        rows.update("insert into org (name, slug) values (?, ?)", slug, slug);
        members(slug, email, count);
    }

    private void members(String slug, String email, int count) {
        rows.update(
                "with a as (insert into account (email, password_hash, email_verified)"
                        + " select replace(?, '%d', n::text), ?, true from generate_series(1, ?) n returning id)"
                        + " insert into membership (org_id, account_id, role_id) select o.id, a.id, ? from org o, a"
                        + " where o.slug = ?",
                email, HASH, count, STAFF, slug);
    }

    private String signIn(String email) {
        return given().baseUri(url())
                .contentType("application/json")
                .body(Map.of("username", email, "password", PASSWORD))
                .post("/api/v2/login/")
                .then()
                .statusCode(200)
                .extract()
                .cookie("access_token");
    }

    /** No run holds a task any more: what a run uses cannot be removed, and the stub of Prefect ends none. */
    void releaseLocks() {
        rows.update("delete from task_lock");
    }

    /** A request of the member who may do everything. */
    RequestSpecification as() {
        return given().baseUri(url())
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false)
                .auth()
                .oauth2(token)
                .header("x-dalgo-org", SLUG)
                .contentType("application/json");
    }

    @Override
    public void close() {
        application.close();
        postgres.close();
        upstreams.stop();
    }

    private void fill(PostgresDatabase warehouse) {
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
        names.put(
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
        names.put(
                "source_id",
                post(
                                "/api/airbyte/sources/",
                                Map.of("name", "faker", "sourceDefId", FAKER, "config", Map.of("count", 10)))
                        .path("sourceId"));
        names.put(
                "connection_id",
                post(
                                "/api/airbyte/v1/connections/",
                                Map.of(
                                        "name",
                                        "people",
                                        "sourceId",
                                        names.get("source_id"),
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
        names.putAll(Map.of(
                "warehouse_host", warehouse.host(),
                "warehouse_port", Integer.toString(warehouse.port()),
                "warehouse_database", warehouse.name(),
                "warehouse_user", warehouse.user(),
                "warehouse_password", warehouse.password()));
        names.putAll(Map.of(
                "definition_id", POSTGRES_DESTINATION,
                "source_definition_id", FAKER,
                "schema", "staging",
                "table", "people",
                "column", "id",
                "status", "inactive",
                "slug", "dbt-run",
                "project_name", "dbtrepo"));
        for (String unknown : List.of("operation_id", "task_key", "org_slug")) {
            names.putIfAbsent(unknown, UUID.randomUUID().toString());
        }
        people();
    }

    private void transform() {
        post("/api/transform/dbt_project/", Map.of("default_schema", "intermediate"));
        post("/api/prefect/tasks/transform/", Map.of());
        Response sync = post("/api/transform/dbt_project/sync_sources/", Map.of());
        names.put("task_id", sync.path("task_id"));
        names.put("hashkey", sync.path("hashkey"));
        String progress = "/api/tasks/" + names.get("task_id") + "?hashkey=" + sync.path("hashkey");
        await().atMost(TIMEOUT).until(() -> Set.of("completed", "failed")
                .contains(get(progress).<String>path("progress[-1].status")));
        String table = get("/api/transform/v2/dbt_project/sources_models/").path("find { it.name == 'people' }.uuid");
        names.put("dbtmodel_uuid", table);
        String input = post("/api/transform/v2/dbt_project/models/" + table + "/nodes/", Map.of())
                .path("uuid");
        names.put("input_node_uuid", input);
        names.put(
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
                        List.of(Map.of("id", names.get("connection_id"), "seq", 1)),
                        "transformTasks",
                        List.of(Map.of("uuid", tasks.get(0), "seq", 1))));
        names.put("deployment_id", get("/api/prefect/v1/flows/").path("[0].deploymentId"));
        names.put(
                "flow_run_id",
                post("/api/prefect/v1/flows/" + names.get("deployment_id") + "/flow_run/", Map.of())
                        .path("flow_run_id"));
        post(
                "/api/prefect/tasks/",
                Map.of("task_slug", "dbt-run", "flags", List.of("full-refresh"), "options", Map.of()));
        names.put("uuid", get("/api/prefect/tasks/transform/").path("find { it.generated_by == 'client' }.uuid"));
        names.put("job_id", Long.toString(DataStubServers.clear(UUID.fromString(names.get("connection_id")))));
    }

    private void people() {
        String role = get("/api/data/roles").path("[-1].uuid");
        names.put("role_uuid", role);
        post(
                "/api/v1/organizations/users/invite/",
                Map.of("invited_email", "invited@ngo.test", "invited_role_uuid", role));
        names.put(
                "invitation_id",
                get("/api/v1/users/invitations/").path("[0].id").toString());
        names.put(
                "api_token_id",
                post(
                                "/api/organizations/api-tokens",
                                Map.of(
                                        "name",
                                        "exports",
                                        "permissions",
                                        List.of("can_view_sources"),
                                        "expires_in_days",
                                        1))
                        .path("created.id"));
        signIn(MANAGER);
        names.put("session_id", get("/api/sessions").path("find { !it.current }.id"));
    }

    private Response get(String path) {
        return as().get(path).then().statusCode(200).extract().response();
    }

    private Response post(String path, Object body) {
        Response response = as().body(body).post(path);
        assertThat(response.statusCode()).as(path + ": " + response.asString()).isBetween(200, 299);
        return response;
    }
}
