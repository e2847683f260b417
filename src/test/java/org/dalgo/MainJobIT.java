package org.dalgo;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dalgo.platform.startup.postgres.EmbeddedPostgres;
import org.dalgo.platform.startup.postgres.PostgresDatabase;
import org.dalgo.platform.startup.postgres.PostgresOptions;
import org.dalgo.sandbox.airbyte.AirbyteSandbox;
import org.dalgo.sandbox.airbyte.config.SandboxConfig;
import org.dalgo.testsupport.GitHost;
import org.dalgo.testsupport.PackagedApplication;
import org.dalgo.testsupport.RealPrefect;
import org.dalgo.testsupport.SseClient;
import org.dalgo.testsupport.TestCertificate;
import org.dalgo.testsupport.TestDatabase;
import org.dalgo.testsupport.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The main job on the packaged application, jar or native binary: data is loaded, transformed by dbt from a git repository
 * and read again, while its log is watched; what fails is told. Prefect, its worker, git, the warehouse, the mail server and
 * the chat server are real; PostgreSQL, mail and chat speak TLS. The Airbyte sandbox stands for Airbyte.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainJobIT {

    private static final Path FOLDER = Path.of("target", "main-job");
    private static final Duration TIMEOUT = Duration.ofMinutes(4);
    private static final String PASSWORD = "correct horse battery";
    private static final String MANAGER = "manager@ngo.test";
    private static final String POSTGRES_DESTINATION = "25c5221d-dce2-4163-ade9-739ef790f503";
    private static final String FAKER = "dfd88b22-b603-4c3d-aad7-3701784586b1";

    private static final Map<String, String> PROJECT = Map.of(
            "dbt_project.yml",
            "name: ngo\nversion: '1.0'\nprofile: ngo\n",
            "models/adults.sql",
            "{{ config(materialized='table') }} select id, age from {{ source('loaded', 'users') }} where age > 17",
            "models/sources.yml",
            "{version: 2, sources: [{name: loaded, schema: staging, tables: [{name: users}]}],"
                    + " models: [{name: adults, columns: [{name: id, data_tests: [not_null]}]}]}");

    /** No row passes this test. */
    private static final String BROKEN_TEST = "select * from {{ ref('adults') }}";

    private static final List<String> CHAT = new CopyOnWriteArrayList<>();

    private static EmbeddedPostgres postgres;
    private static Vertx vertx;
    private static GitHost git;
    private static GreenMail mail;
    private static HttpsServer chat;
    private static PackagedApplication application;
    private static String token;
    private static String deployment;

    @BeforeAll
    static void anOrganisation() throws Exception {
        RealPrefect prefect = RealPrefect.orSkip();
        TestCertificate certificate = TestCertificate.create(FOLDER);
        postgres = EmbeddedPostgres.start(
                PostgresOptions.disposable(FOLDER.resolve("postgres"), TestServers.CACHE.resolve("postgres")));
        PostgresDatabase database = postgres.database(PostgresDatabase.APPLICATION);
        speakTls(postgres, certificate);
        vertx = Vertx.vertx();
        AirbyteSandbox airbyte =
                AirbyteSandbox.start(vertx, SandboxConfig.ci()).await().atMost(Duration.ofSeconds(20));
        git = GitHost.start();
        mail = mailServer(certificate);
        chat = chatServer(certificate);

        Map<String, String> settings = new HashMap<>();
        settings.put("dalgo.prefect.url", prefect.apiUrl());
        settings.put("dalgo.airbyte.url", "http://127.0.0.1:" + airbyte.port());
        settings.put("dalgo.net.private-addresses", "true");
        settings.put("dalgo.net.loopback-addresses", "true");
        settings.put("dalgo.production.accepted-risks", "loopback-addresses,plain-chat,local-repositories");
        settings.put("dalgo.transform.local-repositories", "true");
        settings.put("dalgo.notify.chat-hosts", "localhost");
        settings.put("dalgo.notify.plain-chat", "true");
        settings.put("quarkus.mailer.host", "localhost");
        settings.put("quarkus.mailer.port", Integer.toString(mail.getSmtps().getPort()));
        settings.put("quarkus.mailer.tls", "true");
        settings.put("javax.net.ssl.trustStore", certificate.trustStore().toString());
        settings.put("javax.net.ssl.trustStorePassword", TestCertificate.PASSWORD);
        settings.put("quarkus.datasource.reactive.url", database.reactiveUrl() + "?sslmode=require");
        settings.put("quarkus.datasource.jdbc.url", database.jdbcUrl() + "?sslmode=require");
        application = new PackagedApplication(database, settings);
        application.start();
        application.operator(PASSWORD + "\n", "create-admin", "--email", MANAGER);
        application.operator("", "create-org", "--name", "NGO", "--email", MANAGER);
        token = given().baseUri(application.url())
                .contentType("application/json")
                .body(Map.of("username", MANAGER, "password", PASSWORD))
                .post("/api/login/")
                .then()
                .statusCode(200)
                .extract()
                .path("token");
    }

    @AfterAll
    static void stop() {
        if (application != null) {
            application.close();
        }
        if (chat != null) {
            chat.stop(0);
        }
        if (mail != null) {
            mail.stop();
        }
        if (git != null) {
            git.close();
        }
        if (vertx != null) {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    @Order(1)
    void everyConnectionToTheDatabaseIsEncrypted() {
        assertThat(administrator(postgres, "dalgo")
                        .count("select count(*) from pg_stat_ssl s join pg_stat_activity a using (pid)"
                                + " where a.usename = 'dalgo' and s.ssl"))
                .isPositive();
        assertThat(administrator(postgres, "dalgo")
                        .count("select count(*) from pg_stat_ssl s join pg_stat_activity a using (pid)"
                                + " where a.usename = 'dalgo' and not s.ssl"))
                .isZero();
    }

    @Test
    @Order(2)
    void anInvitationArrivesByMailOverTls() {
        post(
                "/api/v1/organizations/users/invite/",
                Map.of("invited_email", "asha@ngo.test", "invited_role_uuid", role()));

        assertThat(body(mailWith("invites you"))).contains("invite_code");
    }

    @Test
    @Order(3)
    void dataIsLoadedTransformedAndReadWhileTheLogIsWatched() {
        String connection = loading();
        transforming();
        deployment = pipeline("nightly", List.of(connection), Set.of("dbt-run", "dbt-test"));

        String run = post("/api/prefect/v1/flows/" + deployment + "/flow_run/", Map.of())
                .path("flow_run_id");
        List<SseClient.Event> events = new ArrayList<>();
        try (SseClient viewer = SseClient.open(
                application.url() + "/api/prefect/flow_runs/" + run + "/logs/stream", token, "ngo", null)) {
            assertThat(viewer.status()).isEqualTo(200);
            SseClient.Event event;
            do {
                event = viewer.next(TIMEOUT);
                assertThat(event).as("after %s", events).isNotNull();
                events.add(event);
            } while (!event.name().equals("end"));
        }

        assertThat(events).last().satisfies(end -> assertThat(end.data()).contains("COMPLETED"));
        String log = String.join(
                "\n",
                events.stream()
                        .filter(e -> e.name().equals("log"))
                        .map(SseClient.Event::data)
                        .toList());
        assertThat(log).contains("created sql table model", "PASS not_null_adults_id");
        get("/api/prefect/v1/flows/")
                .body("find { it.name == 'nightly' }.lock", nullValue())
                .body("find { it.name == 'nightly' }.lastRun.status", equalTo("COMPLETED"));
    }

    @Test
    @Order(4)
    void whatWasBuiltIsBrowsedDownloadedCountedAndDrawnOn() {
        long adults = Long.parseLong(get("/api/warehouse/table_count/intermediate/adults")
                .extract()
                .jsonPath()
                .getString("total_rows"));
        assertThat(adults).isPositive();
        assertThat(as().get("/api/warehouse/download/intermediate/adults")
                        .asString()
                        .lines()
                        .count())
                .isEqualTo(adults + 1);
        progress(
                        post(
                                        "/api/warehouse/insights/metrics/",
                                        Map.of("db_schema", "intermediate", "db_table", "adults", "column_name", "age"))
                                .path("task_id"),
                        "data-insights")
                .body("progress[-1].status", equalTo("completed"))
                .body("progress[-1].results.maxVal", notNullValue());

        post("/api/transform/v2/dbt_project/sync_remote_dbtproject_to_canvas/", Map.of());
        String model = get("/api/transform/v2/dbt_project/sources_models/")
                .extract()
                .path("find { it.name == 'adults' }.uuid");
        String input = post("/api/transform/v2/dbt_project/models/" + model + "/nodes/", Map.of())
                .path("uuid");
        Response drawn = post(
                "/api/transform/v2/dbt_project/operations/nodes/",
                Map.of(
                        "op_type",
                        "dropcolumns",
                        "config",
                        Map.of("columns", List.of("age")),
                        "input_node_uuid",
                        input,
                        "source_columns",
                        List.of("id", "age"),
                        "other_inputs",
                        List.of()));
        assertThat(drawn.<List<String>>path("output_columns")).containsExactly("id");
    }

    @Test
    @Order(5)
    void aRunThatFailsIsToldByMailAndInTheChat() {
        put(
                "/api/orgpreferences/enable-discord-notifications",
                Map.of(
                        "enable_discord_notifications",
                        true,
                        "discord_webhook",
                        "https://localhost:" + chat.getAddress().getPort() + "/api/webhooks/1/key"));
        put("/api/userpreferences/", Map.of("enable_email_notifications", true));
        git.commit("ngo", Map.of("tests/nobody_is_adult.sql", BROKEN_TEST));

        String run = post("/api/prefect/v1/flows/" + deployment + "/flow_run/", Map.of())
                .path("flow_run_id");

        await().atMost(TIMEOUT).pollInterval(Duration.ofSeconds(1)).until(() -> CHAT.size() > 0);
        assertThat(CHAT).first().asString().contains("nightly");
        assertThat(body(mailWith("failed"))).contains("nobody_is_adult");
        get("/api/prefect/flow_runs/" + run + "/logs?limit=500").body("logs.logs.size()", greaterThan(0));
    }

    private static String loading() {
        PostgresDatabase warehouse = postgres.database("warehouse");
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
                        Map.of(
                                "host",
                                warehouse.host(),
                                "port",
                                warehouse.port(),
                                "database",
                                warehouse.name(),
                                "schema",
                                "staging",
                                "username",
                                warehouse.user(),
                                "password",
                                warehouse.password(),
                                "ssl_mode",
                                Map.of("mode", "require"))));
        String source = post(
                        "/api/airbyte/sources/",
                        Map.of("name", "faker", "sourceDefId", FAKER, "config", Map.of("count", 200, "seed", 1)))
                .path("sourceId");
        return post(
                        "/api/airbyte/v1/connections/",
                        Map.of(
                                "name",
                                "people",
                                "sourceId",
                                source,
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
                .path("connectionId");
    }

    private static void transforming() {
        git.create("ngo");
        git.commit("ngo", PROJECT);
        post("/api/transform/dbt_project/", Map.of("default_schema", "intermediate"));
        put("/api/dbt/switch_git_repo/", Map.of("gitrepoUrl", git.url("ngo"), "gitrepoAccessToken", GitHost.WRITER));
        post("/api/prefect/tasks/transform/", Map.of());
    }

    /** Id of the new pipeline's deployment. */
    private static String pipeline(String name, List<String> connections, Set<String> slugs) {
        List<Map<String, String>> tasks =
                get("/api/prefect/tasks/transform/").extract().path("");
        List<String> chosen = Stream.concat(
                        Stream.of("git-pull", "dbt-deps").filter(slugs::contains),
                        tasks.stream()
                                .filter(task -> slugs.contains(task.get("slug")))
                                .map(task -> task.get("uuid")))
                .toList();
        post(
                "/api/prefect/v1/flows/",
                Map.of(
                        "name",
                        name,
                        "cron",
                        "30 20 * * *",
                        "connections",
                        IntStream.range(0, connections.size())
                                .mapToObj(i -> Map.of("id", connections.get(i), "seq", i))
                                .toList(),
                        "transformTasks",
                        IntStream.range(0, chosen.size())
                                .mapToObj(i -> Map.of("uuid", chosen.get(i), "seq", i))
                                .toList()));
        return get("/api/prefect/v1/flows/").extract().path("find { it.name == '" + name + "' }.deploymentId");
    }

    private static String role() {
        return get("/api/data/roles").extract().path("find { it.slug == 'report-viewer' }.uuid");
    }

    private static ValidatableResponse progress(String task, String hashkey) {
        String path = "/api/tasks/" + task + "?hashkey=" + hashkey;
        await().atMost(TIMEOUT).until(() -> Set.of("completed", "failed")
                .contains(get(path).extract().path("progress[-1].status")));
        return get(path);
    }

    private static MimeMessage mailWith(String subject) {
        return await().atMost(TIMEOUT)
                .until(
                        () -> Stream.of(mail.getReceivedMessages())
                                .filter(message -> subject(message).contains(subject))
                                .findFirst()
                                .orElse(null),
                        java.util.Objects::nonNull);
    }

    private static String subject(MimeMessage message) {
        try {
            return message.getSubject();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String body(MimeMessage message) {
        return GreenMailUtil.getWholeMessage(message).replace("=\r\n", "").replace("=3D", "=");
    }

    private static ValidatableResponse get(String path) {
        return as().get(path).then().statusCode(200);
    }

    private static void put(String path, Object body) {
        answered(path, as().body(body).put(path));
    }

    private static Response post(String path, Object body) {
        return answered(path, as().body(body).post(path));
    }

    private static Response answered(String path, Response response) {
        assertThat(response.statusCode()).as(path + ": " + response.asString()).isBetween(200, 299);
        return response;
    }

    private static RequestSpecification as() {
        return given().baseUri(application.url())
                .auth()
                .oauth2(token)
                .header("x-dalgo-org", "ngo")
                .contentType("application/json");
    }

    private static GreenMail mailServer(TestCertificate certificate) {
        System.setProperty("greenmail.tls.keystore.file", certificate.keyStore().toString());
        System.setProperty("greenmail.tls.keystore.password", TestCertificate.PASSWORD);
        GreenMail server =
                new GreenMail(new ServerSetup(TestServers.freePort(), "localhost", ServerSetup.PROTOCOL_SMTPS));
        server.start();
        return server;
    }

    private static HttpsServer chatServer(TestCertificate certificate) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
        server.createContext("/", exchange -> {
            try (exchange) {
                CHAT.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
        return server;
    }

    /** From the next connection on. */
    private static void speakTls(EmbeddedPostgres server, TestCertificate certificate) {
        TestDatabase administrator = administrator(server, "postgres");
        write(administrator, "server.crt", certificate.certificatePem());
        write(administrator, "server.key", certificate.keyPem());
        administrator.update("alter system set ssl = on");
        administrator.count("select count(pg_reload_conf())");
        await().until(() ->
                administrator.count("select count(*) from pg_settings where name = 'ssl' and setting = 'on'") == 1);
    }

    /** Written by the server, whose user must own it. */
    private static void write(TestDatabase administrator, String file, String pem) {
        administrator.update("copy (select unnest(string_to_array('" + pem.strip()
                + "', E'\\n'))) to program 'umask 077; cat > " + file + "'");
    }

    private static TestDatabase administrator(EmbeddedPostgres server, String database) {
        try {
            String password =
                    Files.readString(server.log().resolveSibling("password")).strip();
            return new TestDatabase(new PostgresDatabase(server.host(), server.port(), database, "postgres", password));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
