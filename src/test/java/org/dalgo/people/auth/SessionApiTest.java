package org.dalgo.people.auth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.SseClient;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SessionApiTest {

    @Inject
    TestPeople people;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    @Inject
    MeterRegistry meters;

    @TestHTTPResource("/api/stream")
    String stream;

    private OrgView org;
    private String email;

    @BeforeEach
    void aMember() {
        org = people.org();
        email = people.member(org, "account_manager");
    }

    @Test
    void eachRefreshGivesANewPairOfTokens() {
        Response signedIn = signIn();

        Response refreshed = refresh(signedIn.getCookie("refresh_token"));

        refreshed.then().statusCode(200).body("success", equalTo(true));
        assertThat(refreshed.getCookie("refresh_token")).isNotBlank().isNotEqualTo(signedIn.getCookie("refresh_token"));
        assertThat(status(refreshed.getCookie("access_token"))).isEqualTo(200);
    }

    @Test
    void twoTabsThatRefreshAtOnceEndWithTheSameToken() {
        String token = signIn().getCookie("refresh_token");

        Response one = refresh(token);
        Response other = refresh(token);

        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.getCookie("refresh_token")).isEqualTo(one.getCookie("refresh_token"));
        assertThat(refresh(one.getCookie("refresh_token")).statusCode()).isEqualTo(200);
    }

    @Test
    void aRefreshTokenThatComesAgainLaterEndsTheSession() {
        Response signedIn = signIn();
        Response refreshed = refresh(signedIn.getCookie("refresh_token"));
        assertThat(status(refreshed.getCookie("access_token"))).isEqualTo(200);
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(this::newestIsSeen);
        rotatedLongAgo();

        refresh(signedIn.getCookie("refresh_token")).then().statusCode(401);

        assertThat(TestPeople.await(() -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.ACCOUNT,
                        () -> TestRows.first(
                                sql,
                                "select details->>'reason' from audit_entry where actor = $1 and action = 'logout'",
                                email))))
                .containsExactly("a refresh token was used twice");
        assertThat(refresh(refreshed.getCookie("refresh_token")).statusCode()).isEqualTo(401);
        assertThat(status(refreshed.getCookie("access_token"))).isEqualTo(401);
    }

    @Test
    void aRefreshWhoseAnswerGotLostIsAnsweredAgainHoweverMuchLater() {
        Response signedIn = signIn();
        String token = signedIn.getCookie("refresh_token");
        refresh(token);
        rotatedLongAgo();
        // Its other token may still be good, and says nothing about the answer that got lost.
        assertThat(status(signedIn.getCookie("access_token"))).isEqualTo(200);

        Response again = refresh(token);
        Response onceMore = refresh(token);

        again.then().statusCode(200);
        assertThat(onceMore.getCookie("refresh_token")).isEqualTo(again.getCookie("refresh_token"));
        assertThat(status(again.getCookie("access_token"))).isEqualTo(200);
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(this::newestIsSeen);
        refresh(token).then().statusCode(401);
        assertThat(status(again.getCookie("access_token"))).isEqualTo(401);
    }

    @Test
    void aMuchOlderRefreshTokenEndsTheSessionToo() {
        String first = signIn().getCookie("refresh_token");
        String second = refresh(first).getCookie("refresh_token");
        String third = refresh(second).getCookie("refresh_token");

        refresh(first).then().statusCode(401);

        assertThat(refresh(third).statusCode()).isEqualTo(401);
    }

    @Test
    void aRefreshTokenThatWasMadeUpEndsNothing() {
        Response signedIn = signIn();
        String token = signedIn.getCookie("refresh_token");
        String session = token.substring(0, token.indexOf('.'));

        refresh(session + ".nonsense").then().statusCode(401);
        refresh(session).then().statusCode(401);
        refresh("nonsense").then().statusCode(401);
        refresh(UUID.randomUUID() + ".nonsense").then().statusCode(401);

        assertThat(status(signedIn.getCookie("access_token"))).isEqualTo(200);
        assertThat(refresh(token).statusCode()).isEqualTo(200);
    }

    @Test
    void signingOutWithABearerTokenEndsItsSessionOnly() {
        String here = people.token(email);
        String there = people.token(email);

        bearer(here).body("{}").post("/api/logout/").then().statusCode(200);

        assertThat(status(here)).isEqualTo(401);
        assertThat(status(there)).isEqualTo(200);
    }

    @Test
    void signingOutEverywhereEndsAllSessionsAtOnce() {
        String here = people.token(email);
        Response there = signIn();
        assertThat(status(here)).isEqualTo(200);

        bearer(here).body("{}").post("/api/logout/all").then().statusCode(200).body("success", equalTo(true));

        assertThat(status(here)).isEqualTo(401);
        assertThat(status(there.getCookie("access_token"))).isEqualTo(401);
        refresh(there.getCookie("refresh_token")).then().statusCode(401);
        assertThat(status(people.token(email))).isEqualTo(200);
    }

    @Test
    void aPersonSeesTheirSessionsAndEndsOne() {
        String here = people.token(email);
        given().header("User-Agent", "Lynx of the field office")
                .contentType("application/json")
                .body(Map.of("username", email, "password", TestPeople.PASSWORD))
                .post("/api/v2/login/");

        Response sessions = bearer(here).get("/api/sessions");

        sessions.then().statusCode(200).body("", hasSize(2)).body("[0].device", equalTo("Lynx of the field office"));
        assertThat(sessions.jsonPath().getString("[0].address")).isEqualTo("127.0.0.1");
        assertThat(sessions.jsonPath().getBoolean("[0].current")).isFalse();
        assertThat(sessions.jsonPath().getBoolean("[1].current")).isTrue();

        String other = sessions.jsonPath().getString("[0].id");
        bearer(here).delete("/api/sessions/" + other).then().statusCode(200);
        bearer(here).delete("/api/sessions/" + other).then().statusCode(404);
        bearer(here).get("/api/sessions").then().body("", hasSize(1));
    }

    @Test
    void theSessionsOfOthersAreAsIfTheyWereNot() {
        String stranger = people.token(people.member(people.org(), "account_manager"));
        String mine = people.token(email);
        String session = bearer(mine).get("/api/sessions").jsonPath().getString("[0].id");

        bearer(stranger).delete("/api/sessions/" + session).then().statusCode(404);
        bearer(stranger).delete("/api/sessions/nonsense").then().statusCode(404);

        assertThat(status(mine)).isEqualTo(200);
    }

    @Test
    void aPersonWithoutAnOrganisationCanSignOut() {
        String token = people.token(email);
        remove();

        assertThat(status(token)).isEqualTo(400);
        bearer(token).body("{}").post("/api/logout/").then().statusCode(200);
        assertThat(status(token)).isEqualTo(401);
    }

    @Test
    void aStreamEndsWithItsSessionAtOnce() {
        String token = people.token(email);
        try (SseClient viewer = SseClient.open(stream, token, org.slug(), null)) {
            assertThat(viewer.status()).isEqualTo(200);
            bearer(people.token(email))
                    .body("{}")
                    .post("/api/logout/all")
                    .then()
                    .statusCode(200);
            // Sessions of streams are looked at every 7 s; this is the notice.
            assertThat(viewer.closesWithin(Duration.ofSeconds(4))).isTrue();
        }
    }

    @Test
    void aChangeOnAnotherReplicaIsReceivedHere() {
        String token = people.token(email);
        assertThat(status(token)).isEqualTo(200);

        // Another replica takes part through the database only.
        run("with gone as (delete from membership where account_id = (select id from account where email = $1)"
                + " returning account_id) select pg_notify('caller_change', 'ACCOUNT ' || account_id) from gone");

        Awaitility.await().atMost(Duration.ofSeconds(3)).until(() -> status(token) == 400);
    }

    @Test
    void aWarmRequestIsAdmittedWithoutAQuery() {
        String token = people.token(email);
        assertThat(status(token)).isEqualTo(200);
        double before = lookUps();

        for (int i = 0; i < 20; i++) {
            assertThat(bearer(token).get("/api/sessions").statusCode()).isEqualTo(200);
        }

        assertThat(lookUps() - before).isLessThanOrEqualTo(2);
    }

    @Test
    void aWarmCurrentUserNeedsNoQuery() {
        String token = people.token(email);
        assertThat(status(token)).isEqualTo(200);
        double before = lookUps();

        for (int i = 0; i < 20; i++) {
            assertThat(status(token)).isEqualTo(200);
        }

        // Both caches may run out once in between.
        assertThat(lookUps() - before).isLessThanOrEqualTo(4);
    }

    private double lookUps() {
        Counter counter = meters.find("dalgo.tenancy.cross.tenant")
                .tag("purpose", CrossTenantPurpose.CALLER.name())
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private Response signIn() {
        return given().contentType("application/json")
                .body(Map.of("username", email, "password", TestPeople.PASSWORD))
                .post("/api/v2/login/");
    }

    private static Response refresh(String token) {
        return given().cookie("refresh_token", token)
                .contentType("application/json")
                .post("/api/v2/token/refresh");
    }

    private static int status(String token) {
        return bearer(token).get("/api/currentuserv2").statusCode();
    }

    private static io.restassured.specification.RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    private boolean newestIsSeen() {
        return TestPeople.await(() -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.ACCOUNT,
                        () -> TestRows.first(
                                sql,
                                "select 1 from session where rotations_acknowledged = rotations and rotations > 0"
                                        + " and account_id = (select id from account where email = $1)",
                                email)))
                != null;
    }

    private void rotatedLongAgo() {
        run("update session set rotated_at = rotated_at - interval '1 minute'"
                + " where account_id = (select id from account where email = $1)");
    }

    private void remove() {
        run("delete from membership where account_id = (select id from account where email = $1)");
    }

    private void run(String statement) {
        TestPeople.await(
                () -> tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> sql.update(statement, email)));
    }
}
