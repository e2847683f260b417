package org.dalgo;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.github.tomakehurst.wiremock.client.WireMock;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dalgo.flow.FlowProfile;
import org.dalgo.flow.PrefectStub;
import org.dalgo.flow.TestTenant;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.job.JobProgress;
import org.dalgo.platform.job.ProgressMessage;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.SecretCipher;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.SseClient;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What belongs to another organisation does not exist: on every route of the contract, for every method. The routes are
 * read from the committed contract, so that every new one is covered.
 */
@QuarkusTest
@TestProfile(FlowProfile.class)
class IsolationTest {

    /** Routes that a person reaches before there is a session. */
    private static final Set<String> PUBLIC = Set.of(
            "POST /api/login",
            "POST /api/v2/login",
            "POST /api/v2/token/refresh",
            "POST /api/v1/organizations/users/invite/accept",
            "POST /api/organizations/users/invite/accept",
            "POST /api/organizations/users",
            "POST /api/users/forgot_password",
            "POST /api/users/forgot_password_v2",
            "POST /api/users/reset_password",
            "POST /api/users/verify_email",
            // Opened by its own key, and by what travelled to Google and back.
            "GET /api/airbyte/sources/oauth/callback",
            "POST /webhooks/v1/notification",
            "POST /webhooks/notification",
            "POST /webhooks/v1/airbyte_job/{job_id}");

    /** Routes that every member may use, whatever their role. */
    private static final Set<String> ANY_MEMBER = Set.of(
            "GET /api/currentuserv2",
            "GET /api/currentuser",
            "PUT /api/organizations/user_self",
            "GET /api/stream",
            "PUT /api/v1/organizations/user_self",
            "GET /api/organizations/flags",
            "GET /api/notifications/v1",
            "PUT /api/notifications/v1",
            "PUT /api/notifications/mark_all_as_read",
            "GET /api/notifications/unread_count",
            "GET /api/userpreferences",
            "PUT /api/userpreferences",
            "GET /api/orgpreferences",
            "GET /api/orgpreferences/org-plan",
            "GET /api/organizations/users",
            "GET /api/org/logo",
            "GET /api/data/roles");

    /** Routes of those who run the platform; no member of an organisation has their permission. */
    private static final Set<String> STAFF =
            Set.of("DELETE /api/v1/organizations/{org_slug}", "GET /api/v1/organizations/operations/{operation_id}");

    /** The one route that takes a form. */
    private static final String UPLOAD = "PUT /api/org/logo";

    /** Routes that concern a person, wherever they are a member; they look at no organisation. */
    private static final Set<String> ANYBODY_SIGNED_IN = Set.of(
            "POST /api/logout",
            "POST /api/logout/all",
            "GET /api/sessions",
            "DELETE /api/sessions/{session_id}",
            "POST /api/users/change_password");

    /** Where the web app knows another status than 404 for what does not exist. */
    private static final Map<String, Integer> ABSENT = Map.of(
            "GET /api/tasks/{task_id}", 400,
            "GET /api/tasks/stp/{task_key}", 400,
            // Opened by its own key, which this test does not send.
            "POST /webhooks/v1/airbyte_job/{job_id}", 401);

    /** Routes that name their object in the query; each has a test of its own. */
    private static final Set<String> ASKED_BY_QUERY = Set.of(
            "GET /api/airbyte/sources/oauth/callback",
            "GET /api/airbyte/v1/logs",
            "GET /api/warehouse/dbt_project/json_columnspec");

    private static final Set<String> STREAMS = Set.of(
            "GET /api/stream",
            "GET /api/prefect/flow_runs/{flow_run_id}/logs/stream",
            "GET /api/tasks/{task_id}/stream");

    private static final TestWarehouse WAREHOUSE = TestWarehouse.open("isolation");

    /** Path parameters that name no object of an organisation, with a value that is valid for every caller. */
    private static final Map<String, String> WORDS = Map.of(
            "status", "inactive",
            "slug", "dbt-run",
            "project_name", "dbtrepo",
            "definition_id", "25c5221d-dce2-4163-ade9-739ef790f503",
            "source_definition_id", "71607ba1-c0ac-4799-8049-7f4b90dd50f7",
            "schema", "staging",
            "table", "people",
            "column", "id");

    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

    /** Bodies without which a route would refuse before it looks for the object. */
    private static final Map<String, Object> BODIES = Map.ofEntries(
            Map.entry(
                    "POST /api/prefect/flow_runs/{flow_run_id}/set_state",
                    Map.of("state", Map.of("name", "Cancelling", "type", "CANCELLING"))),
            Map.entry("PUT /api/prefect/v1/flows/{deployment_id}", Map.of("name", "taken over", "cron", "")),
            Map.entry(
                    "PUT /api/airbyte/v1/destinations/{destination_id}",
                    Map.of("name", "taken over", "config", Map.of("host", "elsewhere.test"))),
            Map.entry(
                    "POST /api/airbyte/destinations/{destination_id}/check_connection_for_update",
                    Map.of("name", "taken over", "config", Map.of("host", "elsewhere.test"))),
            Map.entry(
                    "PUT /api/transform/v2/dbt_project/operations/nodes/{node_uuid}",
                    Map.of("op_type", "where", "config", Map.of())),
            Map.entry(
                    "POST /api/transform/v2/dbt_project/operations/nodes/{node_uuid}/terminate",
                    Map.of("name", "taken_over", "dest_schema", "theirs")),
            Map.entry(
                    "POST /api/prefect/v1/flows/{deployment_id}/clear_streams",
                    Map.of("connectionId", "x", "streams", List.of(Map.of("streamName", "users")))),
            Map.entry("PUT /api/airbyte/sources/{source_id}", Map.of("name", "taken over", "config", Map.of())),
            Map.entry(
                    "PUT /api/airbyte/sources/oauth/{source_id}",
                    Map.of(
                            "name",
                            "taken over",
                            "sourceDefId",
                            "71607ba1-c0ac-4799-8049-7f4b90dd50f7",
                            "config",
                            Map.of(),
                            "refresh_token_ref",
                            "made up")),
            Map.entry(
                    "POST /api/airbyte/sources/{source_id}/check_connection_for_update",
                    Map.of("name", "taken over", "config", Map.of())),
            Map.entry(
                    "PUT /api/airbyte/v1/connections/{connection_id}/update",
                    Map.of("name", "taken over", "streams", List.of())),
            Map.entry(
                    "POST /api/airbyte/v1/connections/{connection_id}/schema_update/schedule",
                    Map.of(
                            "catalogDiff",
                            Map.of("transforms", List.of(Map.of("streamDescriptor", Map.of("name", "x")))))));

    /** Each table that has a column for the organisation, and the organisation itself; read once from the database. */
    private static final String TABLES =
            """
            select table_name::text, case table_name when 'org' then 'id' else 'org_id' end
            from information_schema.tables t
            where table_schema = current_schema() and table_type = 'BASE TABLE'
              and (table_name = 'org' or exists (select from information_schema.columns c
                   where c.table_schema = t.table_schema and c.table_name = t.table_name and c.column_name = 'org_id'))
            order by 1
            """;

    /** One operation of the contract. */
    private record Route(String method, String path) {

        String name() {
            return method + " " + path;
        }

        List<String> parameters() {
            List<String> names = new ArrayList<>();
            for (Matcher match = PARAMETER.matcher(path); match.find(); ) {
                names.add(match.group(1));
            }
            return names;
        }

        boolean namesAnObject() {
            return !WORDS.keySet().containsAll(parameters());
        }

        String address(Map<String, String> objects) {
            return PARAMETER.matcher(path).replaceAll(match -> Stream.of(WORDS, objects)
                    .map(values -> values.get(match.group(1)))
                    .filter(value -> value != null)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(
                            name() + ": give " + match.group() + " an object of another organisation here")));
        }
    }

    @Inject
    TestTenant tenant;

    @Inject
    TestPeople people;

    @Inject
    JobProgress progress;

    @Inject
    SecretCipher secretCipher;

    @TestHTTPResource
    String root;

    private OrgView theirs;
    private String theirToken;
    private Map<String, String> theirObjects;

    private OrgView ours;
    private String ourToken;

    private String everything;

    @BeforeAll
    static void aTable() {
        WAREHOUSE.execute("create schema staging; create table staging.people (id integer)");
    }

    @BeforeEach
    void twoOrganisations() {
        PrefectStub.reset();
        theirs = tenant.org();
        theirToken = people.token(people.member(theirs, "account_manager"));
        theirObjects = objects();
        ours = tenant.org();
        tenant.run(
                ours,
                "update org set airbyte_workspace_id = gen_random_uuid() where id = $1",
                ours.id().value());
        ourToken = people.token(people.member(ours, "account_manager"));
        workspace(ours);
        // So that our own lists are not empty.
        tenant.run(
                ours,
                "with l as (insert into org_logo (org_id, content, content_type) values ($1, 'x', 'image/png'))"
                        + " insert into org_plan (org_id, base_plan, superset_included, features, can_upgrade_plan)"
                        + " values ($1, 'Dalgo', false, '{}', true)",
                ours.id().value());
        everything = tenant.rowsOfAll(TABLES).stream()
                .map(table ->
                        "select '%1$s', to_jsonb(t)::text from %1$s t where t.%2$s = $1".formatted(table[0], table[1]))
                .collect(Collectors.joining(" union all ", "", " order by 1, 2"));
        PrefectStub.server().resetRequests();
    }

    @TestFactory
    Stream<DynamicTest> anObjectOfOthersIsAsIfItWereNot() throws IOException {
        // Dynamic tests share one set-up: nothing that one of them does may change anything.
        return routes(Route::namesAnObject)
                .map(route -> DynamicTest.dynamicTest(route.name(), () -> {
                    Map<String, List<String>> before = rows();

                    Response foreign = send(ourToken, ours, route, theirObjects);
                    Response unknown = send(ourToken, ours, route, unknown());

                    int absent = STAFF.contains(route.name()) ? 403 : ABSENT.getOrDefault(route.name(), 404);
                    assertThat(foreign.statusCode()).isEqualTo(absent);
                    assertThat(foreign.asString()).startsWith("{\"detail\":");
                    assertThat(unknown.statusCode()).isEqualTo(absent);
                    assertThat(unknown.asString()).isEqualTo(foreign.asString());
                    assertThat(rows()).isEqualTo(before);
                    assertThat(PrefectStub.server().getAllServeEvents())
                            .as("requests to Prefect")
                            .isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> theirOwnersSeeThoseObjects() throws IOException {
        return routes(route -> route.method().equals("GET")
                        && route.namesAnObject()
                        && !STREAMS.contains(route.name())
                        && !STAFF.contains(route.name()))
                .map(route -> DynamicTest.dynamicTest(route.name(), () -> assertThat(
                                send(theirToken, theirs, route, theirObjects).statusCode())
                        .isEqualTo(200)));
    }

    @Test
    void theirOwnersCanFollowTheirRun() {
        String address = root + "api/prefect/flow_runs/" + theirObjects.get("flow_run_id") + "/logs/stream";
        try (SseClient owner = SseClient.open(address, theirToken, theirs.slug(), null);
                SseClient stranger = SseClient.open(address, ourToken, ours.slug(), null)) {
            assertThat(owner.status()).isEqualTo(200);
            assertThat(stranger.status()).isEqualTo(404);
        }
    }

    @TestFactory
    Stream<DynamicTest> listsShowNothingOfOtherOrganisations() throws IOException {
        List<String> secrets = new ArrayList<>(theirObjects.values());
        secrets.addAll(List.of(theirs.slug(), theirs.name(), "their nightly", "their line"));
        return routes(route -> route.method().equals("GET")
                        && !route.namesAnObject()
                        && !STREAMS.contains(route.name())
                        && !ASKED_BY_QUERY.contains(route.name()))
                .map(route -> DynamicTest.dynamicTest(route.name(), () -> {
                    Response answer = send(ourToken, ours, route, Map.of());

                    assertThat(answer.statusCode()).isEqualTo(200);
                    assertThat(answer.asString()).doesNotContain(secrets);
                }));
    }

    @Test
    void aTaskRunOfAnotherOrganisationInTheQueryShowsNothing() {
        UUID own = run(ours, UUID.fromString(pipeline(ours, ourToken, "our nightly")));

        Response lines = caller(ourToken, ours)
                .get("/api/prefect/flow_runs/" + own + "/logs?limit=0&task_run_id=" + theirTaskRun());

        assertThat(lines.asString()).doesNotContain("their line");
    }

    @Test
    void aJobOfOthersInTheQueryIsAsIfItWereNot() {
        String address = "/api/airbyte/v1/logs?job_id=";
        Response foreign = caller(ourToken, ours).get(address + theirObjects.get("job_id"));

        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.asString())
                .isEqualTo(caller(ourToken, ours).get(address + "1").asString());
        assertThat(PrefectStub.server().getAllServeEvents()).isEmpty();
        assertThat(caller(theirToken, theirs)
                        .get(address + theirObjects.get("job_id"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theTasksAndConnectionsOfOthersCannotBePutIntoAPipeline() {
        Object connection = tenant.connection(theirs, "their connection");
        Map<String, List<String>> before = rows();
        PrefectStub.server().resetRequests();

        for (Map<String, Object> body : List.<Map<String, Object>>of(
                Map.of(
                        "name",
                        "x",
                        "cron",
                        "",
                        "connections",
                        List.of(),
                        "transformTasks",
                        List.of(Map.of("uuid", theirObjects.get("uuid"), "seq", 1))),
                Map.of(
                        "name",
                        "x",
                        "cron",
                        "",
                        "connections",
                        List.of(Map.of("id", connection.toString(), "seq", 1)),
                        "transformTasks",
                        List.of()))) {
            Response answer = caller(ourToken, ours).body(body).post("/api/prefect/v1/flows/");

            assertThat(answer.statusCode()).isBetween(400, 422);
        }
        assertThat(rows()).isEqualTo(before);
        assertThat(PrefectStub.server().getAllServeEvents()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> withoutASessionEveryRouteIsRefused() throws IOException {
        return routes(route -> !PUBLIC.contains(route.name()))
                .map(route -> DynamicTest.dynamicTest(route.name(), () -> {
                    Response known = body(given().contentType("application/json"), route)
                            .request(route.method(), route.address(theirObjects));

                    assertThat(known.statusCode()).isEqualTo(401);
                    assertThat(known.asString()).startsWith("{\"detail\":");
                }));
    }

    @TestFactory
    Stream<DynamicTest> anOrganisationOfOthersIsLikeOneThatIsNot() throws IOException {
        return routes(route -> !PUBLIC.contains(route.name()) && !ANYBODY_SIGNED_IN.contains(route.name()))
                .map(route -> DynamicTest.dynamicTest(route.name(), () -> {
                    Response foreign =
                            body(caller(ourToken, theirs), route).request(route.method(), route.address(theirObjects));
                    Response unknown = body(
                                    given().header("Authorization", "Bearer " + ourToken)
                                            .header("x-dalgo-org", "no-such-org")
                                            .contentType("application/json"),
                                    route)
                            .request(route.method(), route.address(theirObjects));

                    assertThat(foreign.statusCode()).isIn(401, 403, 404);
                    assertThat(unknown.statusCode()).isEqualTo(foreign.statusCode());
                    assertThat(unknown.asString()).isEqualTo(foreign.asString());
                }));
    }

    @TestFactory
    Stream<DynamicTest> aReportViewerMayOnlyWhatEveryMemberMay() throws IOException {
        String viewer = people.token(people.member(theirs, "report_viewer"));
        return routes(route -> !PUBLIC.contains(route.name())
                        && !ANY_MEMBER.contains(route.name())
                        && !ANYBODY_SIGNED_IN.contains(route.name()))
                .map(route -> DynamicTest.dynamicTest(route.name(), () -> {
                    Map<String, List<String>> before = rows();

                    Response answer = send(viewer, theirs, route, theirObjects);

                    assertThat(answer.statusCode()).isEqualTo(403);
                    assertThat(answer.asString()).isEqualTo("{\"detail\":\"not allowed\",\"code\":\"FORBIDDEN\"}");
                    assertThat(rows()).isEqualTo(before);
                }));
    }

    private static Stream<Route> routes(Predicate<Route> which) throws IOException {
        JsonNode paths = new YAMLMapper()
                .readTree(Files.readString(Path.of("src/main/openapi/openapi.yaml")))
                .path("paths");
        List<Route> routes = new ArrayList<>();
        paths.fields().forEachRemaining(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> routes.add(new Route(method.toUpperCase(Locale.ROOT), path.getKey()))));
        assertThat(routes).hasSizeGreaterThan(20);
        return routes.stream().filter(which);
    }

    /** For each kind of path parameter an object of the other organisation. */
    private Map<String, String> objects() {
        String deployment = pipeline(theirs, theirToken, "their nightly");
        caller(theirToken, theirs)
                .body(Map.of("task_slug", "dbt-run", "flags", List.of("full-refresh")))
                .post("/api/prefect/tasks/")
                .then()
                .statusCode(200);
        Object task = tenant.value(
                theirs,
                "select uuid from org_task where org_id = $1 and generated_by = 'client'"
                        + " and parameters::text like '%full-refresh%'",
                theirs.id().value());
        UUID run = run(theirs, UUID.fromString(deployment));
        UUID node = workspace(theirs);
        Object table = tenant.value(
                theirs,
                "select uuid from dbt_model where org_id = $1",
                theirs.id().value());
        String work = UUID.randomUUID().toString();
        for (String kind : List.of("taskprogress", JobProgress.SINGLE)) {
            TestPeople.await(() -> progress.add(theirs.id(), kind, work, ProgressMessage.running("their nightly")));
        }
        String session = caller(theirToken, theirs).get("/api/sessions").path("[0].id");
        // A number that is in no other answer by chance.
        long invitation = 900_000_000_000L + theirs.id().value();
        tenant.run(
                theirs,
                "insert into invitation (id, org_id, email, role_id, code_hash, expires_at) select $2, $1,"
                        + " 'their-guest@ngo.test', id, uuid_send(gen_random_uuid()), now() + interval '1 day'"
                        + " from role where slug = 'report_viewer'",
                theirs.id().value(),
                invitation);
        Object destination = tenant.value(
                theirs,
                "select airbyte_destination_id from warehouse where org_id = $1",
                theirs.id().value());
        Object apiToken = tenant.value(
                theirs,
                "insert into api_token (org_id, account_id, name, token_hash, permissions, expires_at)"
                        + " select org_id, account_id, 'their program', uuid_send(gen_random_uuid()),"
                        + " '{can_view_flags}', now() + interval '1 day' from membership where org_id = $1 limit 1"
                        + " returning id",
                theirs.id().value());
        Map<String, String> objects = new LinkedHashMap<>(ingested(theirs));
        objects.put("destination_id", destination.toString());
        objects.put("api_token_id", apiToken.toString());
        objects.put("invitation_id", Long.toString(invitation));
        objects.put("operation_id", UUID.randomUUID().toString());
        objects.put("org_slug", theirs.slug());
        objects.put("deployment_id", deployment);
        objects.put("flow_run_id", run.toString());
        objects.put("uuid", task.toString());
        objects.put("task_id", work);
        objects.put("task_key", work);
        objects.put("dbtmodel_uuid", table.toString());
        objects.put("node_uuid", node.toString());
        objects.put("session_id", session);
        return objects;
    }

    /** A warehouse, a dbt workspace and a table on its canvas; answers the node of that table. */
    private UUID workspace(OrgView org) {
        byte[] sealed = secretCipher
                .seal(
                        Secret.of(WAREHOUSE.config().toString()),
                        "warehouse of org " + org.id().value())
                .bytes();
        tenant.run(
                org,
                "insert into warehouse (org_id, name, type, airbyte_destination_id,"
                        + " airbyte_destination_definition_id, credentials,"
                        + " prefect_secret_block, masked_config) values ($1, 'of ' || $3, 'postgres',"
                        + " gen_random_uuid(),"
                        + " gen_random_uuid(), $2, 'x', '{}')",
                org.id().value(),
                Buffer.buffer(sealed),
                org.slug());
        tenant.run(
                org,
                "insert into dbt_project (org_id, default_schema, working_dir, prefect_secret_block)"
                        + " values ($1, 's', 'w', 'x')",
                org.id().value());
        tenant.run(
                org,
                "insert into dbt_model (org_id, type, schema, name, display_name, source_name)"
                        + " values ($1, 'source', 'raw', 'of ' || $2, 'x', 'raw')",
                org.id().value(),
                org.slug());
        return (UUID) tenant.value(
                org,
                "insert into canvas_node (org_id, node_type, name, dbt_model_id)"
                        + " select org_id, type, name, id from dbt_model"
                        + " where org_id = $1 returning uuid",
                org.id().value());
    }

    /** A source of the organisation with a connection and a job of it, which Airbyte knows, too. */
    private Map<String, String> ingested(OrgView org) {
        UUID source = UUID.randomUUID();
        UUID connection = tenant.connection(org, "their sync");
        long job = 800_000_000_000L + org.id().value();
        tenant.run(
                org,
                "with o as (update org set airbyte_workspace_id = gen_random_uuid() where id = $1),"
                        + " s as (insert into source (org_id, airbyte_source_id, airbyte_source_definition_id,"
                        + " name, masked_config)"
                        + " values ($1, $2, gen_random_uuid(), 'their source', '{}') returning id),"
                        + " c as (insert into connection (org_id, airbyte_connection_id, source_id, name)"
                        + " select $1, $3, id, 'their sync' from s returning id)"
                        + " insert into airbyte_job (airbyte_job_id, org_id, connection_id, type, status,"
                        + " created_at, records_emitted,"
                        + " bytes_emitted, records_committed, bytes_committed, last_attempt)"
                        + " select $4, $1, id, 'sync', 'succeeded', now(), 1, 1, 1, 1, 0 from c",
                org.id().value(),
                source,
                connection,
                job);
        stubAirbyte(source, connection);
        return Map.of("source_id", source.toString(), "connection_id", connection.toString(), "job_id", "" + job);
    }

    private static void stubAirbyte(UUID source, UUID connection) {
        Map.of(
                        "source_definitions/list_for_workspace",
                        "{\"sourceDefinitions\": []}",
                        "destination_definitions/list_for_workspace",
                        "{\"destinationDefinitions\": []}",
                        "destination_definition_specifications/get",
                        "{\"connectionSpecification\": {}}",
                        "destination_definition_specifications/get_for_destination",
                        "{\"connectionSpecification\": {}}",
                        "source_definition_specifications/get",
                        "{\"connectionSpecification\": {}}",
                        "sources/get",
                        "{\"sourceId\": \"%1$s\", \"sourceDefinitionId\": \"%1$s\", \"workspaceId\": \"%1$s\"}",
                        "sources/discover_schema",
                        "{\"catalog\": {\"streams\": []}, \"catalogId\": \"%1$s\"}",
                        "web_backend/connections/get",
                        "{\"connectionId\": \"%2$s\", \"sourceId\": \"%1$s\", \"destinationId\": \"%1$s\","
                                + " \"status\": \"active\", \"syncCatalog\": {\"streams\": []}}",
                        "jobs/list",
                        "{\"jobs\": []}",
                        "attempt/get_for_job",
                        "{\"logs\": {\"logLines\": [\"read\"]}}")
                .forEach((path, answer) -> PrefectStub.server()
                        .stubFor(WireMock.post(WireMock.urlEqualTo("/api/v1/" + path))
                                .willReturn(WireMock.okJson(answer.formatted(source, connection)))));
        PrefectStub.server()
                .stubFor(WireMock.get(WireMock.urlEqualTo("/api/v1/instance_configuration"))
                        .willReturn(WireMock.okJson("{}")));
    }

    private Map<String, String> unknown() {
        Map<String, String> unknown = new LinkedHashMap<>();
        theirObjects
                .keySet()
                .forEach(name -> unknown.put(name, UUID.randomUUID().toString()));
        return unknown;
    }

    private String pipeline(OrgView org, String token, String name) {
        UUID connection = tenant.connection(org, "KoBo");
        return caller(token, org)
                .body(Map.of(
                        "name",
                        name,
                        "cron",
                        "30 1 * * *",
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

    /** A run of that pipeline that works, with a step, a line and its locks. */
    private UUID run(OrgView org, UUID deployment) {
        UUID run = UUID.randomUUID();
        tenant.run(
                org,
                "with r as (insert into run (org_id, deployment_id, prefect_deployment_id, prefect_flow_run_id,"
                        + " name, state_type, state_name,"
                        + " started_at, dispatch, line_count)"
                        + " select org_id, id, prefect_deployment_id, $2, 'their otter', 'RUNNING', 'Running',"
                        + " now(), 'sent', 1"
                        + " from deployment where prefect_deployment_id = $1 returning *),"
                        + " s as (insert into run_step (run_id, org_id, prefect_task_run_id, label, seq,"
                        + " state_type, state_name,"
                        + " state_at) select id, org_id, $3, 'their step', 0, 'RUNNING', 'Running', now() from r),"
                        + " l as (insert into run_line (run_id, seq, org_id, prefect_log_id, at, level,"
                        + " message, prefect_flow_run_id,"
                        + " prefect_task_run_id) select id, 1, org_id, gen_random_uuid(), now(), 20, 'their"
                        + " line', prefect_flow_run_id, $3"
                        + " from r)"
                        + " insert into task_lock (org_task_id, org_id, run_id, deployment_id, expires_at)"
                        + " select t.org_task_id, r.org_id, r.id, r.deployment_id, now() + interval '10 minutes'"
                        + " from r join deployment_task t on t.deployment_id = r.deployment_id",
                deployment,
                run,
                UUID.randomUUID());
        return run;
    }

    private UUID theirTaskRun() {
        return (UUID) tenant.value(
                theirs,
                "select prefect_task_run_id from run_step where org_id = $1 limit 1",
                theirs.id().value());
    }

    /** Everything that the other organisation has. */
    private Map<String, List<String>> rows() {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        tenant.rowsOfAll(everything, theirs.id().value())
                .forEach(row -> rows.computeIfAbsent((String) row[0], table -> new ArrayList<>())
                        .add((String) row[1]));
        assertThat(rows)
                .containsKeys("org", "membership", "deployment", "run", "run_line", "invitation", "audit_entry");
        return rows;
    }

    private static Response send(String token, OrgView org, Route route, Map<String, String> objects) {
        return body(caller(token, org), route).request(route.method(), route.address(objects));
    }

    private static RequestSpecification body(RequestSpecification request, Route route) {
        if (route.name().equals(UPLOAD)) {
            return request.contentType("multipart/form-data").multiPart("file", "x.png", new byte[] {1});
        }
        return route.method().equals("GET") ? request : request.body(BODIES.getOrDefault(route.name(), Map.of()));
    }

    private static RequestSpecification caller(String token, OrgView org) {
        return given().header("Authorization", "Bearer " + token)
                .header("x-dalgo-org", org.slug())
                .contentType("application/json");
    }
}
