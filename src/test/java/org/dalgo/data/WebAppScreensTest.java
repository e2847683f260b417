package org.dalgo.data;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.destination.WarehouseDraft;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.security.Caller;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.TestPeople;
import org.dalgo.testsupport.TestWebSocketClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Makes each call that a screen of the web app makes by itself, as a browser makes it, for an empty and for a fully
 * equipped organisation. The response has every field that the screen needs. The table {@code contract/screens.json}
 * names the calls; what a form shows after wrong input is there too.
 */
@QuarkusTest
@TestProfile(DataProfile.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebAppScreensTest {

    private static final String ORIGIN = "http://localhost:3000";
    private static final String POSTGRES = "25c5221d-dce2-4163-ade9-739ef790f503";
    private static final List<String> MANAGERS = List.of("account_manager", "pipeline_manager");
    private static final List<String> EVERYBODY = List.of("account_manager", "pipeline_manager", "report_viewer");
    private static final TestWarehouse DATABASE = TestWarehouse.open("screen_tour");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A browser in which a person has signed in and chosen an organisation. */
    private record Browser(OrgView org, String role, String email, Map<String, String> cookies) {

        RequestSpecification request() {
            return bare().header("x-dalgo-org", org.slug()).cookies(cookies);
        }

        static RequestSpecification bare() {
            return given().urlEncodingEnabled(false).header("Origin", ORIGIN).contentType("application/json");
        }
    }

    @Inject
    TestPeople people;

    @Inject
    IngestFixture ingest;

    @Inject
    WarehouseService warehouses;

    @TestHTTPResource
    URI server;

    private final Map<String, Browser> browsers = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private boolean ready;

    @BeforeEach
    void twoOrganisations() {
        if (ready) {
            return;
        }
        DataStubServers.reset();
        signIn("new", ingest.org());
        OrgView org = ingest.org();
        signIn("equipped", org);
        names.put("sourceDefinition", IngestFixture.FAKER);
        names.put("destinationDefinition", POSTGRES);
        warehouse(org);
        UUID source = ingest.faker(org, "Supporters");
        names.put("source", source.toString());
        names.put(
                "connection",
                ingest.connection(org, source, "To staging").connectionId().toString());
        canvas();
        pipeline();
        past(org);
        names.put("role", get("/api/data/roles").path("[0].uuid"));
        post(
                "/api/v1/organizations/users/invite/",
                Map.of("invited_email", "guest@ngo.test", "invited_role_uuid", names.get("role")));
        names.put(
                "catalogTask",
                get("/api/airbyte/v1/connections/" + names.get("connection") + "/catalog")
                        .path("task_id"));
        ready = true;
    }

    @TestFactory
    Stream<DynamicTest> everyCallOfAScreenBringsWhatTheScreenNeeds() throws IOException {
        List<DynamicTest> calls = new ArrayList<>();
        for (JsonNode call : table()) {
            for (Browser browser : callers(call)) {
                calls.add(DynamicTest.dynamicTest(
                        call.get("screen").asText() + ", " + browser.role() + ", "
                                + call.get("method").asText() + " "
                                + call.get("path").asText() + ", "
                                + (browser.org()
                                                .equals(browser("new", "account_manager")
                                                        .org())
                                        ? "new"
                                        : "equipped"),
                        () -> make(call, browser)));
            }
        }
        assertThat(calls).hasSizeGreaterThan(150);
        return calls.stream();
    }

    @Test
    void whoHasOnlyTheRefreshCookieLeftGoesOn() {
        Browser browser = browser("equipped", "pipeline_manager");
        Response expired = Browser.bare()
                .header("x-dalgo-org", browser.org().slug())
                .cookie("refresh_token", browser.cookies().get("refresh_token"))
                .get("/api/currentuserv2");
        assertThat(expired.statusCode()).isEqualTo(498);
        readableByTheWebApp(expired);

        Response refreshed = Browser.bare()
                .cookie("refresh_token", browser.cookies().get("refresh_token"))
                .post("/api/v2/token/refresh");
        assertThat(refreshed.statusCode()).isEqualTo(200);
        readableByTheWebApp(refreshed);
        Browser.bare()
                .header("x-dalgo-org", browser.org().slug())
                .cookies(refreshed.cookies())
                .get("/api/currentuserv2")
                .then()
                .statusCode(200);
        // It may have been renewed as well; the next one has to have it.
        Map<String, String> renewed = new HashMap<>(browser.cookies());
        renewed.putAll(refreshed.cookies());
        browsers.put("equipped pipeline_manager", new Browser(browser.org(), browser.role(), browser.email(), renewed));
    }

    @Test
    void eachSocketAnswersEvenWhatItDoesNotUnderstand() throws InterruptedException {
        Browser browser = browser("equipped", "account_manager");
        for (String socket :
                List.of("source/check_connection", "destination/check_connection", "connection/schema_catalog")) {
            URI address = URI.create("ws://" + server.getAuthority() + "/wss/airbyte/" + socket + "?orgslug="
                    + browser.org().slug());
            try (TestWebSocketClient open = TestWebSocketClient.open(
                    address,
                    Map.of(
                            "Origin",
                            ORIGIN,
                            "Cookie",
                            "access_token=" + browser.cookies().get("access_token")))) {
                open.send("{\"name\": \"x\", \"sourceId\": \"" + UUID.randomUUID() + "\"}");
                var answer = open.receive();
                assertThat(answer.getString("status")).as(socket).isNotEqualTo("success");
                assertThat(answer.getString("message")).as(socket).isNotBlank();
            }
        }
    }

    private void make(JsonNode call, Browser browser) throws IOException {
        String method = call.get("method").asText();
        String path = filled(call.get("path").asText(), browser);
        preflight(method, path);

        RequestSpecification request = call.get("as").asText().equals("nobody") ? Browser.bare() : browser.request();
        if (call.has("body")) {
            request.body(filled(call.get("body").toString(), browser));
        }
        Response answer = request.request(method, path);

        readableByTheWebApp(answer);
        if (call.has("refused")) {
            assertThat(answer.statusCode())
                    .as(answer.asString())
                    .isEqualTo(call.get("refused").asInt());
            assertThat(sentence(JSON.readTree(answer.asString()).get("detail"))).isNotBlank();
            return;
        }
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        boolean full =
                call.path("filled").asBoolean() || call.get("org").asText().equals("equipped");
        JsonNode body = JSON.readTree(answer.asString());
        call.get("needs").properties().forEach(need -> {
            List<JsonNode> found = new ArrayList<>();
            collect(body, need.getKey(), found);
            if (full) {
                assertThat(found).as(need.getKey() + " of " + body).isNotEmpty();
            }
            assertThat(found).as(need.getKey() + " of " + body).allSatisfy(value -> assertThat(type(value))
                    .isIn((Object[]) need.getValue().asText().split("\\|")));
        });
    }

    /** The web app's calls all carry JSON and the organisation, so a browser sends a preflight request. */
    private static void preflight(String method, String path) {
        Response allowed = given().urlEncodingEnabled(false)
                .header("Origin", ORIGIN)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", "content-type,x-dalgo-org")
                .options(path);
        assertThat(allowed.statusCode()).isEqualTo(200);
        readableByTheWebApp(allowed);
        assertThat(allowed.header("Access-Control-Allow-Methods")).contains(method);
        assertThat(allowed.header("Access-Control-Allow-Headers").toLowerCase(Locale.ROOT))
                .contains("content-type")
                .contains("x-dalgo-org");
        assertThat(allowed.header("Access-Control-Max-Age")).isNotNull();
    }

    private static void readableByTheWebApp(Response answer) {
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    }

    /** What the web app shows of a refusal: the text, or each field with its text. */
    private static String sentence(JsonNode detail) {
        return detail.isArray() ? detail.path(0).path("msg").asText() : detail.asText();
    }

    /** Values at the end of a path; {@code []} means every element of the list there, an absent field is no value. */
    private static void collect(JsonNode from, String path, List<JsonNode> found) {
        if (path.isEmpty()) {
            found.add(from);
            return;
        }
        int end = path.indexOf('.');
        String step = end < 0 ? path : path.substring(0, end);
        String rest = end < 0 ? "" : path.substring(end + 1);
        String field = step.replace("[]", "");
        // What is null has no fields; whether it may be null says a need of its own.
        if (!field.isEmpty() && from.isNull()) {
            return;
        }
        JsonNode at = field.isEmpty() ? from : from.path(field);
        if (step.endsWith("[]")) {
            at.forEach(element -> collect(element, rest, found));
        } else {
            collect(at, rest, found);
        }
    }

    private static String type(JsonNode value) {
        return value.getNodeType().toString().toLowerCase(Locale.ROOT);
    }

    private List<Browser> callers(JsonNode call) {
        String who = call.get("as").asText();
        List<String> roles =
                switch (who) {
                    case "everybody" -> EVERYBODY;
                    case "managers" -> MANAGERS;
                    case "nobody" -> List.of("account_manager");
                    default -> List.of(who);
                };
        String where = call.get("org").asText();
        return Stream.of("new", "equipped")
                .filter(org -> where.equals("any") || where.equals(org))
                .flatMap(org -> roles.stream().map(role -> browser(org, role)))
                .toList();
    }

    private Browser browser(String org, String role) {
        return browsers.get(org + " " + role);
    }

    private String filled(String text, Browser browser) {
        String full = text.replace("{email}", browser.email());
        for (Map.Entry<String, String> name : names.entrySet()) {
            full = full.replace("{" + name.getKey() + "}", name.getValue());
        }
        return full;
    }

    private static JsonNode table() throws IOException {
        try (InputStream table = WebAppScreensTest.class.getResourceAsStream("/contract/screens.json")) {
            return JSON.readTree(table);
        }
    }

    private void signIn(String as, OrgView org) {
        for (String role : EVERYBODY) {
            String email = people.member(org, role);
            Map<String, String> cookies = Browser.bare()
                    .body(Map.of("username", email, "password", TestPeople.PASSWORD))
                    .post("/api/v2/login/")
                    .then()
                    .statusCode(200)
                    .extract()
                    .cookies();
            browsers.put(as + " " + role, new Browser(org, role, email, cookies));
        }
    }

    private void warehouse(OrgView org) {
        DATABASE.execute(
                """
                create schema staging;
                create table staging.people (id integer, name text, extra jsonb);
                insert into staging.people values (1, 'Asha', '{"village": "Rampur"}'), (2, 'Bina', null);
                """);
        Caller manager = people.caller(org, "account_manager");
        names.put(
                "destination",
                TestPeople.await(() -> warehouses.create(
                                manager,
                                new WarehouseDraft(
                                        "Warehouse",
                                        WarehouseType.POSTGRES,
                                        UUID.fromString(POSTGRES),
                                        DATABASE.config())))
                        .destination()
                        .toString());
    }

    /** As the web app sets up a project, and a table with one operation on the canvas. */
    private void canvas() {
        post("/api/transform/dbt_project/", Map.of("default_schema", "intermediate"));
        post("/api/prefect/tasks/transform/", Map.of());
        Response sync = post("/api/transform/dbt_project/sync_sources/", Map.of());
        names.put("syncTask", sync.path("task_id"));
        names.put("syncKey", sync.path("hashkey"));
        String progress = "/api/tasks/" + names.get("syncTask") + "?hashkey=" + names.get("syncKey");
        Awaitility.await().until(() -> Set.of("completed", "failed")
                .contains(get(progress).<String>path("progress[-1].status")));
        String table = get("/api/transform/v2/dbt_project/sources_models/").path("find { it.name == 'people' }.uuid");
        String input = post("/api/transform/v2/dbt_project/models/" + table + "/nodes/", Map.of())
                .path("uuid");
        names.put(
                "node",
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
    }

    private void pipeline() {
        List<String> tasks = get("/api/prefect/tasks/transform/").path("uuid");
        post(
                "/api/prefect/v1/flows/",
                Map.of(
                        "name",
                        "nightly",
                        "cron",
                        "30 20 * * *",
                        "connections",
                        List.of(Map.of("id", names.get("connection"), "seq", 1)),
                        "transformTasks",
                        List.of(Map.of("uuid", tasks.get(0), "seq", 1))));
        names.put("pipeline", get("/api/prefect/v1/flows/").path("[0].deploymentId"));
    }

    /** A run of the pipeline and a sync that have ended, and a notification. */
    private void past(OrgView org) {
        long id = org.id().value();
        UUID step = UUID.randomUUID();
        Object[] run = ingest.rows(
                        org,
                        """
                        insert into run (org_id, deployment_id, prefect_deployment_id, prefect_flow_run_id,
                            name, state_type, state_name,
                                         started_at, ended_at, total_run_time, dispatch, log_complete, line_count)
                        select d.org_id, d.id, d.prefect_deployment_id, gen_random_uuid(), 'calm-otter',
                            'COMPLETED', 'Completed',
                               now(), now(), 12.5, 'sent', true, 1
                        from deployment d where d.org_id = $1 and d.type = 'orchestrate'
                        returning id, prefect_flow_run_id
                        """,
                        id)
                .get(0);
        names.put("run", run[1].toString());
        names.put("step", step.toString());
        ingest.update(
                org,
                """
                insert into run_step (run_id, org_id, prefect_task_run_id, label, seq, state_type, state_name,
                    state_at, started_at,
                                      ended_at, total_run_time)
                values ($1, $2, $3, 'dbtjob-dbt-run', 0, 'COMPLETED', 'Completed', now(), now(), now(), 3.5)
                """,
                run[0],
                id,
                step);
        ingest.update(
                org,
                """
                insert into run_line (run_id, seq, org_id, prefect_log_id, at, level, message,
                    prefect_flow_run_id, prefect_task_run_id)
                values ($1, 1, $2, gen_random_uuid(), now(), 20, '', $3, $4)
                """,
                run[0],
                id,
                run[1],
                step);
        Object[] job = ingest.rows(
                        org,
                        """
                        insert into airbyte_job (airbyte_job_id, org_id, connection_id, type, status,
                            created_at, started_at, ended_at,
                                                 records_emitted, bytes_emitted, records_committed, bytes_committed, last_attempt)
                        select 700000000 + c.id, c.org_id, c.id, 'sync', 'succeeded', now(), now(), now(), 10,
                            2048, 10, 2048, 0
                        from connection c where c.org_id = $1
                        returning airbyte_job_id
                        """,
                        id)
                .get(0);
        names.put("job", job[0].toString());
        ingest.update(
                org,
                """
                insert into schema_change (connection_id, org_id, change_type)
                select c.id, c.org_id, 'non_breaking' from connection c where c.org_id = $1
                """,
                id);
        ingest.update(
                org,
                """
                with n as (insert into notification (org_id, author, message)
                    values ($1, 'Dalgo', 'Welcome') returning id)
                insert into notification_recipient (notification_id, org_id, account_id)
                select n.id, $1, m.account_id from n, membership m where m.org_id = $1
                """,
                id);
    }

    private Response get(String path) {
        return browser("equipped", "account_manager")
                .request()
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .response();
    }

    private Response post(String path, Map<String, ?> body) {
        return browser("equipped", "account_manager")
                .request()
                .body(body)
                .post(path)
                .then()
                .statusCode(200)
                .extract()
                .response();
    }
}
