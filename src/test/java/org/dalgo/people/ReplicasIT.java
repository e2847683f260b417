package org.dalgo.people;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.dalgo.platform.startup.postgres.EmbeddedPostgres;
import org.dalgo.platform.startup.postgres.PostgresDatabase;
import org.dalgo.platform.startup.postgres.PostgresOptions;
import org.dalgo.sandbox.airbyte.AirbyteSandbox;
import org.dalgo.sandbox.airbyte.config.SandboxConfig;
import org.dalgo.testsupport.InterceptingProxy;
import org.dalgo.testsupport.InterceptingProxy.Breakpoint;
import org.dalgo.testsupport.PackagedApplication;
import org.dalgo.testsupport.RealPrefect;
import org.dalgo.testsupport.SseClient;
import org.dalgo.testsupport.TestDatabase;
import org.dalgo.testsupport.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two replicas of the packaged application on one database. A change through one holds for the other. Work of one that is
 * killed with {@code kill -9} is finished by the other. In an order only because each start takes seconds.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasIT {

    private static final Duration HEARD = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String PASSWORD = "correct horse battery";

    /** Of that password; cheap, as it guards nothing. */
    private static final String HASH =
            "$argon2id$v=19$m=1024,t=1,p=1$c2FsdCBvZiB0aGUgdGVzdA" + "$2j7AvliioiEQU92rK/S77Wv+UQtR2yICHR7TgUXM2UA";

    private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

    /** Roles by their keys, which a migration gives them. */
    private static final int STAFF = 1;

    private static final int ACCOUNT_MANAGER = 2;
    private static final int REPORT_VIEWER = 4;

    private static final String OF_PERSON = "s.account_id = (select id from account where email = ?)";

    private static final Vertx VERTX = Vertx.vertx();

    private static RealPrefect prefect;
    private static InterceptingProxy toPrefect;
    private static InterceptingProxy toAirbyte;
    private static EmbeddedPostgres postgres;
    private static TestDatabase testDatabase;
    private static PackagedApplication one;
    private static PackagedApplication two;

    @BeforeAll
    static void start() {
        prefect = RealPrefect.orSkip();
        AirbyteSandbox airbyte =
                AirbyteSandbox.start(VERTX, SandboxConfig.ci()).await().atMost(TIMEOUT);
        toPrefect = new InterceptingProxy(prefect.apiUrl());
        toAirbyte = new InterceptingProxy("http://127.0.0.1:" + airbyte.port());
        postgres = EmbeddedPostgres.start(PostgresOptions.disposable(
                Path.of("target", "replicas-postgres"), TestServers.CACHE.resolve("postgres")));
        PostgresDatabase database = postgres.database(PostgresDatabase.APPLICATION);
        testDatabase = new TestDatabase(database);
        one = new PackagedApplication(
                database,
                Map.of(
                        "dalgo.prefect.url",
                        toPrefect.url(),
                        "dalgo.airbyte.url",
                        toAirbyte.url(),
                        "dalgo.run.watch",
                        "false",
                        // Eight operations stand still at once.
                        "dalgo.job.width.provisioning",
                        "8"));
        two = one.replica();
        CompletableFuture.allOf(CompletableFuture.runAsync(one::start), CompletableFuture.runAsync(two::start))
                .join();
    }

    @AfterAll
    static void stop() {
        if (one != null) {
            one.close();
            two.close();
            toPrefect.close();
            toAirbyte.close();
            postgres.close();
        }
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    @Order(1)
    void aMemberWhoIsRemovedThroughOneReplicaLosesTheOtherAndItsStreams() {
        String org = org();
        String manager = token(one, person(org, ACCOUNT_MANAGER));
        String leaver = person(org, REPORT_VIEWER);
        String token = token(two, leaver);
        assertThat(status(two, token)).isEqualTo(200);

        try (SseClient stream = SseClient.open(two.url() + "/api/stream", token, org, null)) {
            assertThat(stream.status()).isEqualTo(200);
            as(one, manager, org)
                    .body(Map.of("email", leaver))
                    .post("/api/v1/organizations/users/delete")
                    .then()
                    .statusCode(200);

            assertThat(stream.closesWithin(HEARD)).isTrue();
        }
        await().atMost(HEARD).until(() -> status(two, token) == 400);
    }

    @Test
    @Order(2)
    void aSessionThatEndsAtOneReplicaIsOverAtTheOther() {
        String token = token(one, person(org(), REPORT_VIEWER));
        assertThat(status(two, token)).isEqualTo(200);

        given().baseUri(one.url())
                .auth()
                .oauth2(token)
                .contentType("application/json")
                .body("{}")
                .post("/api/logout/")
                .then()
                .statusCode(200);

        await().atMost(HEARD).until(() -> status(two, token) == 401);
    }

    @Test
    @Order(3)
    void failedSignInsAreCountedTogether() {
        String email = person(org(), REPORT_VIEWER);
        for (int i = 0; i < 5; i++) {
            assertThat(signIn(one, email, "wrong").statusCode()).isEqualTo(400);
            assertThat(signIn(two, email, "wrong").statusCode()).isEqualTo(400);
        }

        Response refused = signIn(two, email, PASSWORD);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
        assertThat(signIn(one, email, PASSWORD).statusCode()).isEqualTo(429);
    }

    @Test
    @Order(4)
    void aNewSigningKeyOfOneReplicaIsAcceptedByTheOtherAndEndsNoSession() {
        String email = person(org(), REPORT_VIEWER);
        String before = token(one, email);
        assertThat(status(two, before)).isEqualTo(200);

        one.operator("", "rotate-keys", "--signing");

        await().atMost(HEARD).until(() -> !keyOf(token(one, email)).equals(keyOf(before)));
        String after = token(one, email);
        assertThat(status(two, after)).isEqualTo(200);
        assertThat(status(one, before)).isEqualTo(200);
        assertThat(status(two, before)).isEqualTo(200);
    }

    @Test
    @Order(5)
    void aClientWhoseRefreshWasAnsweredByAKilledProcessGoesOnAndAThiefDoesNot() {
        String email = person(org(), REPORT_VIEWER);
        String held = signIn(two, email, PASSWORD).getCookie("refresh_token");
        try (InterceptingProxy toTwo = new InterceptingProxy(two.url())) {
            Breakpoint answer = toTwo.holdResponse("/api/v2/token/refresh", "");
            CompletableFuture<HttpResponse<String>> unheard = HttpClient.newHttpClient()
                    .sendAsync(
                            HttpRequest.newBuilder(URI.create(toTwo.url() + "/api/v2/token/refresh"))
                                    .header("Cookie", "refresh_token=" + held)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            answer.awaitReached(TIMEOUT);
            two.kill();
            assertThat(unheard).isNotDone();
        }
        assertThat(testDatabase.count("select sum(rotations) from session s where " + OF_PERSON, email))
                .isEqualTo(1);
        anHourPasses(email);
        two.start();

        Response again = refresh(two, held);

        assertThat(again.statusCode()).isEqualTo(200);
        String access = again.getCookie("access_token");
        assertThat(status(one, access)).isEqualTo(200);
        assertThat(status(two, access)).isEqualTo(200);
        await().atMost(HEARD)
                .until(() -> testDatabase.count(
                                "select count(*) from session s where rotations_acknowledged = 1 and " + OF_PERSON,
                                email)
                        == 1);
        anHourPasses(email);
        assertThat(refresh(one, held).statusCode()).isEqualTo(401);
        await().atMost(HEARD).until(() -> status(two, access) == 401);
        assertThat(refresh(two, again.getCookie("refresh_token")).statusCode()).isEqualTo(401);
    }

    @Test
    @Order(6)
    void organisationsAreFinishedOrRemovedWhereverTheProcessWasWhenItWasKilled() throws SQLException {
        two.kill();
        String home = org();
        String staff = token(one, person(home, STAFF));
        String unsent = name("unsent");
        String wanted = name("wanted");
        String unheard = name("unheard");
        String stored = name("stored");
        List<String> made = List.of(unsent, wanted, unheard, stored);
        String whole = name("whole");
        String kept = name("kept");
        String emptied = name("emptied");
        String bare = name("bare");
        List<String> gone = List.of(whole, kept, emptied, bare);
        List<CompletableFuture<HttpResponse<String>>> standing =
                gone.stream().map(name -> create(home, staff, name)).toList();
        standing.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));

        Breakpoint beforeSecret = toPrefect.holdRequest("/block_documents/", unsent);
        Breakpoint beforeWorkspace = toAirbyte.holdRequest("/workspaces/create", wanted);
        Breakpoint afterWorkspace = toAirbyte.holdResponse("/workspaces/create", unheard);
        Breakpoint storing = toAirbyte.holdResponse("/workspaces/create", stored);
        Breakpoint beforeSecretGoes = toPrefect.holdRequest("/block_documents/", whole);
        Breakpoint beforeWorkspaceGoes = toAirbyte.holdRequest("/workspaces/delete", workspaceOf(kept));
        Breakpoint afterWorkspaceWent = toAirbyte.holdResponse("/workspaces/delete", workspaceOf(emptied));
        Breakpoint emptying = toAirbyte.holdRequest("/workspaces/delete", workspaceOf(bare));
        made.forEach(name -> create(home, staff, name));
        List<String> operations =
                gone.stream().map(name -> delete(home, staff, name)).toList();
        Stream.of(
                        beforeSecret,
                        beforeWorkspace,
                        afterWorkspace,
                        storing,
                        beforeSecretGoes,
                        beforeWorkspaceGoes,
                        afterWorkspaceWent,
                        emptying)
                .forEach(breakpoint -> breakpoint.awaitReached(TIMEOUT));
        try (Connection lastSteps = testDatabase.connection()) {
            // An operation is done after this: the step before it is the last one.
            lastSteps.setAutoCommit(false);
            try (PreparedStatement lock = lastSteps.prepareStatement(
                    "select 1 from org_operation where slug in (?, ?) and state = 'running' for update")) {
                lock.setString(1, stored);
                lock.setString(2, bare);
                lock.executeQuery();
            }
            storing.release();
            emptying.release();
            await().atMost(TIMEOUT).until(() -> workspaceOf(stored) != null);
            await().atMost(TIMEOUT).until(() -> workspacesNamed(bare).isEmpty());

            one.kill();
        }
        assertThat(workspacesNamed(unsent)).isEmpty();
        assertThat(workspacesNamed(wanted)).isEmpty();
        assertThat(workspacesNamed(unheard)).hasSize(1);
        assertThat(workspaceOf(unheard)).isNull();
        assertThat(workspacesNamed(whole)).hasSize(1);
        assertThat(workspacesNamed(kept)).hasSize(1);
        assertThat(workspacesNamed(emptied)).isEmpty();
        assertThat(testDatabase.count("select count(*) from org_operation where state = 'running'"))
                .isEqualTo(made.size() + gone.size());
        // A lease ends after half a minute, which need not be waited for here.
        testDatabase.update("update job set leased_until = now() where leased_until is not null");
        one.start();

        await().atMost(TIMEOUT)
                .until(() -> testDatabase.count("select count(*) from org_operation where state = 'running'") == 0);
        made.forEach(name -> assertStands(home, staff, name));
        gone.forEach(name -> assertGone(name));
        operations.forEach(id -> as(one, staff, home)
                .get("/api/v1/organizations/operations/" + id)
                .then()
                .statusCode(200)
                .body("state", equalTo("done"))
                .body("left_behind", hasSize(0)));
    }

    /** One of that name, usable by its creator. */
    private static void assertStands(String home, String staff, String name) {
        assertThat(workspacesNamed(name)).containsExactly(workspaceOf(name));
        assertThat(testDatabase.count("select count(*) from org where name = ? and state = 'active'", name))
                .isEqualTo(1);
        assertThat(secretInPrefect(name)).isEqualTo(200);
        as(one, staff, name)
                .get("/api/currentuserv2?org_slug=" + name)
                .then()
                .statusCode(200)
                .body("", hasSize(1))
                .body("org.airbyte_workspace_id", hasItem(workspaceOf(name)))
                .body("new_role_slug", hasItem("super-admin"));
        as(one, staff, name)
                .get("/api/organizations/users")
                .then()
                .statusCode(200)
                .body("", hasSize(1));
        as(one, staff, home)
                .body(Map.of("name", name))
                .post("/api/v1/organizations/")
                .then()
                .statusCode(400)
                .body("detail", containsString("already exists"));
    }

    private static void assertGone(String name) {
        assertThat(workspacesNamed(name)).isEmpty();
        assertThat(testDatabase.count("select count(*) from org where name = ?", name))
                .isZero();
        assertThat(secretInPrefect(name)).isEqualTo(404);
    }

    /** A name that is its own slug. */
    private static String name(String what) {
        return what + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static CompletableFuture<HttpResponse<String>> create(String home, String staff, String name) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(one.url() + "/api/v1/organizations/"))
                .header("Authorization", "Bearer " + staff)
                .header("x-dalgo-org", home)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"" + name + "\"}"))
                .build();
        return HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String delete(String home, String staff, String name) {
        return as(one, staff, home)
                .queryParam("name", name)
                .delete("/api/v1/organizations/" + name)
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private static List<String> workspacesNamed(String name) {
        return given().contentType("application/json")
                .body(Map.of("organizationId", NOBODY, "nameContains", name))
                .post(toAirbyte.url() + "/api/v1/workspaces/list_by_organization_id")
                .jsonPath()
                .getList("workspaces.workspaceId");
    }

    private static int secretInPrefect(String name) {
        return given().get(
                        prefect.apiUrl() + "/block_types/slug/secret/block_documents/name/" + name + "-airbyte-server")
                .statusCode();
    }

    private static String workspaceOf(String name) {
        return testDatabase.query(
                "select airbyte_workspace_id::text from org where name = ?", new Object[] {name}, statement -> {
                    try (var rows = statement.executeQuery()) {
                        return rows.next() ? rows.getString(1) : null;
                    }
                });
    }

    private static String org() {
        String slug = name("org");
        testDatabase.update("insert into org (name, slug) values (?, ?)", slug, slug);
        return slug;
    }

    private static String person(String org, int role) {
        String email = name("person") + "@ngo.test";
        testDatabase.update(
                "with a as (insert into account (email, password_hash) values (?, ?) returning id)"
                        + " insert into membership (org_id, account_id, role_id) select o.id, a.id, ? from org o, a"
                        + " where o.slug = ?",
                email,
                HASH,
                role,
                org);
        return email;
    }

    private static Response signIn(PackagedApplication replica, String email, String password) {
        return given().baseUri(replica.url())
                .contentType("application/json")
                .body(Map.of("username", email, "password", password))
                .post("/api/v2/login/");
    }

    private static String token(PackagedApplication replica, String email) {
        return signIn(replica, email, PASSWORD).then().statusCode(200).extract().cookie("access_token");
    }

    private static Response refresh(PackagedApplication replica, String token) {
        return given().baseUri(replica.url())
                .cookie("refresh_token", token)
                .contentType("application/json")
                .post("/api/v2/token/refresh");
    }

    private static RequestSpecification as(PackagedApplication replica, String token, String org) {
        return given().baseUri(replica.url())
                .auth()
                .oauth2(token)
                .header("x-dalgo-org", org)
                .contentType("application/json");
    }

    private static int status(PackagedApplication replica, String token) {
        return given().baseUri(replica.url())
                .auth()
                .oauth2(token)
                .get("/api/currentuserv2")
                .statusCode();
    }

    /** Header of a signed token, which names its key. */
    private static String keyOf(String token) {
        byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
        return new String(header, StandardCharsets.UTF_8);
    }

    private static void anHourPasses(String email) {
        testDatabase.update(
                "update session s set rotated_at = rotated_at - interval '1 hour' where " + OF_PERSON, email);
    }
}
