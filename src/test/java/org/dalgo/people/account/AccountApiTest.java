package org.dalgo.people.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.people.account.token.OneTimeTokenRepository;
import org.dalgo.people.account.token.TokenPurpose;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AccountApiTest {

    private static final String FRESH = "twelve quiet elephants";

    @Inject
    TestPeople people;

    @Inject
    OneTimeTokenRepository tokens;

    @Inject
    MailLinks links;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    @TestHTTPResource
    URL root;

    private OrgView org;
    private String email;
    private long account;

    @BeforeEach
    void aMember() {
        org = people.org();
        email = people.member(org, "account_manager");
        account = ((Number) value("select id from account where email = $1", email)).longValue();
    }

    @Test
    void aForgottenPasswordIsAnsweredTheSameForEverybodyAndMailedToThoseWhoExist() {
        String unknownEmail = UUID.randomUUID() + "@ngo.test";
        Response known =
                post("/api/users/forgot_password_v2/", Map.of("email", email.toUpperCase(java.util.Locale.ROOT)));
        Response unknown = post("/api/users/forgot_password_v2/", Map.of("email", unknownEmail));

        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(known.asString()).isEqualTo("{\"success\":1}").isEqualTo(unknown.asString());
        await().untilAsserted(() -> assertThat(mails(email)).containsExactly("PASSWORD_RESET"));
        await().untilAsserted(() -> assertThat(value(
                        "select count(*) from job where kind = 'password-reset' and payload->>'email' = $1",
                        unknownEmail))
                .isEqualTo(0L));
        assertThat(mails(unknownEmail)).isEmpty();
        assertThat(audit()).contains("password_reset_requested");
    }

    @Test
    void theOlderNameOfTheSameStillWorks() {
        post("/api/users/forgot_password/", Map.of("email", email))
                .then()
                .statusCode(200)
                .body("success", equalTo(1));
    }

    @Test
    void aLinkSetsANewPasswordOnceAndEndsAllSessions() {
        String token = people.token(email);
        String link = issue(TokenPurpose.PASSWORD_RESET);

        post("/api/users/reset_password/", Map.of("token", link, "password", FRESH))
                .then()
                .statusCode(200)
                .body("success", equalTo(1));

        assertThat(signIn(email, TestPeople.PASSWORD)).isEqualTo(400);
        assertThat(signIn(email, FRESH)).isEqualTo(200);
        assertThat(status(token)).isEqualTo(401);
        assertThat(value("select email_verified from account where id = $1", account))
                .isEqualTo(true);
        assertThat(mails(email)).containsExactly("PASSWORD_CHANGED");
        assertThat(audit()).contains("password_reset_completed");
        post("/api/users/reset_password/", Map.of("token", link, "password", FRESH))
                .then()
                .statusCode(400)
                .body("detail", containsString("not valid any more"));
    }

    @Test
    void aNewerLinkTakesThePlaceOfTheOlderOne() {
        String older = issue(TokenPurpose.PASSWORD_RESET);
        String newer = issue(TokenPurpose.PASSWORD_RESET);

        assertThat(reset(older)).isEqualTo(400);
        assertThat(reset(newer)).isEqualTo(200);
    }

    @Test
    void aLinkIsGoodForItsPurposeAndForAWhileOnly() {
        assertThat(reset(issue(TokenPurpose.VERIFICATION))).isEqualTo(400);
        String old = issue(TokenPurpose.PASSWORD_RESET);
        run("update one_time_token set expires_at = now() where account_id = $1", account);
        assertThat(reset(old)).isEqualTo(400);
        assertThat(reset("0123456789abcdef0123456789abcdef")).isEqualTo(400);
    }

    @Test
    void aPasswordThatIsNotGoodEnoughLeavesTheLinkGood() {
        String link = issue(TokenPurpose.PASSWORD_RESET);

        for (String weak : List.of("short", "password123", email)) {
            post("/api/users/reset_password/", Map.of("token", link, "password", weak))
                    .then()
                    .statusCode(422)
                    .body("detail[0].loc", equalTo(List.of("body", "payload", "password")));
        }

        assertThat(reset(link)).isEqualTo(200);
    }

    @Test
    void ofTheLinkOnlyAHashIsKept() {
        String link = issue(TokenPurpose.PASSWORD_RESET);

        assertThat(value("select count(*) from one_time_token t where t::text like '%' || $1 || '%'", link))
                .isEqualTo(0L);
    }

    @Test
    void twoPasswordsThatDifferChangeNothing() {
        bearer(people.token(email))
                .body(Map.of("password", FRESH, "confirmPassword", FRESH + "!"))
                .post("/api/users/change_password/")
                .then()
                .statusCode(400)
                .body("detail", equalTo("The two passwords differ. Type the new password twice."));
        assertThat(signIn(email, TestPeople.PASSWORD)).isEqualTo(200);
    }

    @Test
    void aChangedPasswordEndsTheOtherSessionsAndIsReportedByMail() {
        String own = people.token(email);
        String other = people.token(email);
        bearer(own)
                .body(Map.of("password", FRESH, "confirmPassword", FRESH, "unknown", true))
                .post("/api/users/change_password/")
                .then()
                .statusCode(200)
                .body("success", equalTo(1));

        assertThat(status(own)).isEqualTo(200);
        assertThat(status(other)).isEqualTo(401);
        assertThat(signIn(email, FRESH)).isEqualTo(200);
        assertThat(mails(email)).containsExactly("PASSWORD_CHANGED");
        assertThat(audit()).contains("password_changed");
    }

    @Test
    void theLinkThatVerifiesAnAddressLeadsToAPageOfTheConsole() {
        URI link = URI.create(links.verification("t0ken"));

        assertThat(link.getPort()).isEqualTo(8002);
        given().get(link.getRawPath() + "?" + link.getRawQuery())
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Referrer-Policy", "no-referrer");
    }

    @Test
    void anAddressIsProvedByItsLink() {
        assertThat(value("select email_verified from account where id = $1", account))
                .isEqualTo(false);
        bearer(people.token(email)).get("/api/users/verify_email/resend").then().statusCode(200);
        assertThat(mails(email)).containsExactly("VERIFICATION");
        String link = issue(TokenPurpose.VERIFICATION);

        post("/api/users/verify_email/", Map.of("token", link))
                .then()
                .statusCode(200)
                .body("success", equalTo(1));

        assertThat(value("select email_verified from account where id = $1", account))
                .isEqualTo(true);
        assertThat(audit()).contains("email_verified");
        post("/api/users/verify_email/", Map.of("token", link)).then().statusCode(400);
    }

    @Test
    void anotherAddressCountsOnlyWhenItHasBeenProved() {
        String token = people.token(email);
        String wanted = "new-" + UUID.randomUUID() + "@ngo.test";

        bearer(token)
                .body(Map.of("toupdate_email", email, "email", wanted, "password", TestPeople.PASSWORD))
                .put("/api/v1/organizations/user_self/")
                .then()
                .statusCode(200)
                .body("email", equalTo(email))
                .body("org.slug", equalTo(org.slug()));
        assertThat(mails(wanted)).containsExactly("VERIFICATION");
        assertThat(signIn(wanted, TestPeople.PASSWORD)).isEqualTo(400);
        assertThat(mails(email)).isEmpty();

        String link = TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.ACCOUNT, () -> tokens.issue(account, TokenPurpose.EMAIL_CHANGE, wanted)));
        post("/api/users/verify_email/", Map.of("token", link)).then().statusCode(200);

        assertThat(signIn(wanted, TestPeople.PASSWORD)).isEqualTo(200);
        assertThat(signIn(email, TestPeople.PASSWORD)).isEqualTo(400);
        assertThat(status(token)).isEqualTo(401);
        assertThat(mails(email)).containsExactly("ADDRESS_CHANGED");
        assertThat(mails(wanted)).containsExactly("VERIFICATION");
    }

    @Test
    void theAddressOfAnotherAccountCannotBeTaken() {
        String other = people.member(org, "report_viewer");
        String link = TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.ACCOUNT, () -> tokens.issue(account, TokenPurpose.EMAIL_CHANGE, other)));

        post("/api/users/verify_email/", Map.of("token", link))
                .then()
                .statusCode(400)
                .body("detail", equalTo("This address cannot be used. Choose another one."));
        assertThat(signIn(email, TestPeople.PASSWORD)).isEqualTo(200);
    }

    @Test
    void theNoticeAboutRolesIsRemembered() {
        String token = people.token(email);
        for (boolean seen : new boolean[] {false, true}) {
            bearer(token)
                    .body(Map.of("toupdate_email", email, "has_seen_rbac_notice", seen, "role_uuid", UUID.randomUUID()))
                    .put("/api/v1/organizations/user_self/")
                    .then()
                    .statusCode(200);
            assertThat(value("select has_seen_rbac_notice from membership where account_id = $1", account))
                    .isEqualTo(seen);
        }
    }

    @Test
    void aSensitiveChangeNeedsThePassword() {
        people.member(org, "account_manager");
        String token = people.token(email);
        String wanted = "new-" + UUID.randomUUID() + "@ngo.test";
        for (Map<String, Object> change : List.<Map<String, Object>>of(
                Map.of("active", false),
                Map.of("active", false, "password", "not the password"),
                Map.of("email", wanted),
                Map.of("email", wanted, "password", "not the password"))) {
            Map<String, Object> body = new HashMap<>(change);
            body.put("toupdate_email", email);
            bearer(token)
                    .body(body)
                    .put("/api/v1/organizations/user_self/")
                    .then()
                    .statusCode(400)
                    .body("detail", containsString("password"));
        }

        assertThat(status(token)).isEqualTo(200);
        assertThat(mails(wanted)).isEmpty();
        assertThat(value("select active from account where id = $1", account)).isEqualTo(true);
        bearer(token)
                .body(Map.of("toupdate_email", email, "email", email, "active", true))
                .put("/api/v1/organizations/user_self/")
                .then()
                .statusCode(200);
    }

    @Test
    void aStolenSessionCannotGuessThePassword() {
        String token = people.token(email);
        Map<String, Object> guess = Map.of("toupdate_email", email, "active", false, "password", "a guess");
        for (int i = 0; i < 10; i++) {
            bearer(token)
                    .body(guess)
                    .put("/api/v1/organizations/user_self/")
                    .then()
                    .statusCode(400);
        }
        bearer(token).body(guess).put("/api/v1/organizations/user_self/").then().statusCode(429);
    }

    @Test
    void theOwnProfileIsNeverChangedInTheNameOfAnotherPerson() {
        String other = people.member(org, "report_viewer");
        people.member(org, "account_manager");
        String token = people.token(email);
        for (String path : List.of("/api/v1/organizations/user_self/", "/api/organizations/user_self/")) {
            bearer(token)
                    .body(Map.of("toupdate_email", other, "active", false, "password", TestPeople.PASSWORD))
                    .put(path)
                    .then()
                    .statusCode(400)
                    .body("detail", containsString("not yours"));
        }

        assertThat(status(token)).isEqualTo(200);
        assertThat(status(people.token(other))).isEqualTo(200);
    }

    @Test
    void anAccountManagerReopensAClosedAccount() {
        String manager = people.member(org, "account_manager");
        String lower = people.member(org, "pipeline_manager");
        String closed = people.member(org, "report_viewer");
        bearer(people.token(closed))
                .body(Map.of("toupdate_email", closed, "active", false, "password", TestPeople.PASSWORD))
                .put("/api/v1/organizations/user_self/")
                .then()
                .statusCode(200);
        assertThat(signIn(closed, TestPeople.PASSWORD)).isEqualTo(400);
        Map<String, Object> reopen = Map.of("toupdate_email", closed, "active", true);
        bearer(people.token(lower))
                .body(reopen)
                .put("/api/v1/organizations/users/")
                .then()
                .statusCode(403);

        bearer(people.token(manager))
                .body(reopen)
                .put("/api/v1/organizations/users/")
                .then()
                .statusCode(200)
                .body("active", equalTo(true));

        assertThat(signIn(closed, TestPeople.PASSWORD)).isEqualTo(200);
        assertThat(mails(closed)).containsExactly("ACCOUNT_CLOSED", "ACCOUNT_REOPENED");
    }

    @Test
    void closingAnAccountEndsItsSessionsUnlessItIsTheOnlyManagers() {
        String token = people.token(email);
        Map<String, Object> close = Map.of("toupdate_email", email, "active", false, "password", TestPeople.PASSWORD);
        bearer(token)
                .body(close)
                .put("/api/v1/organizations/user_self/")
                .then()
                .statusCode(400)
                .body("detail", containsString("only account manager"));

        people.member(org, "account_manager");
        bearer(token).body(close).put("/api/v1/organizations/user_self/").then().statusCode(200);

        assertThat(status(token)).isEqualTo(401);
        assertThat(signIn(email, TestPeople.PASSWORD)).isEqualTo(400);
    }

    @Test
    void signUpIsRefusedWithoutAConfiguredCode() {
        post(
                        "/api/organizations/users/",
                        Map.of("email", UUID.randomUUID() + "@ngo.test", "password", FRESH, "signupcode", "guess"))
                .then()
                .statusCode(403)
                .body("detail", containsString("invitation"));
    }

    @Test
    void signInsAreWrittenDownAlsoThoseThatFail() {
        given().header("User-Agent", "a curious browser")
                .contentType("application/json")
                .body(Map.of("username", email, "password", "not the password"))
                .post("/api/v2/login/")
                .then()
                .statusCode(400);
        assertThat(signIn(email, TestPeople.PASSWORD)).isEqualTo(200);

        assertThat(audit()).containsExactly("login_failed", "login");
        assertThat(value("select agent from audit_entry where account_id = $1 and action = 'login_failed'", account))
                .isEqualTo("a curious browser");
        assertThat(value("select address from audit_entry where account_id = $1 and action = 'login_failed'", account))
                .isEqualTo("127.0.0.1");
        assertThat(value("select org_id from audit_entry where account_id = $1 and action = 'login'", account))
                .isEqualTo(org.id().value());
    }

    @Test
    void aHashThatDjangoMadeIsAcceptedAndReplaced() {
        run(
                "update account set password_hash = 'pbkdf2_sha256$870000$aSaltOfDjango22"
                        + "$hyYXfz3wXKIk3g+IjW1zPW2UQvIsu2VOeTTCZ4NXA84=' where id = $1",
                account);

        assertThat(signIn(email, "harvest moon over Goa")).isEqualTo(400);
        assertThat(signIn(email, "harvest moon over Pune")).isEqualTo(200);

        assertThat((String) value("select password_hash from account where id = $1", account))
                .startsWith("$argon2id$");
        assertThat(signIn(email, "harvest moon over Pune")).isEqualTo(200);
    }

    @Test
    void bodiesThatAreWrongAreNamed() {
        for (String path : List.of(
                "/api/users/forgot_password_v2/",
                "/api/users/reset_password/",
                "/api/users/verify_email/",
                "/api/organizations/users/",
                "/api/v2/login/")) {
            given().contentType("application/json")
                    .body("{not json")
                    .post(path)
                    .then()
                    .statusCode(400);
            given().contentType("application/json").body("[]").post(path).then().statusCode(400);
            given().contentType("application/json")
                    .body("{}")
                    .post(path)
                    .then()
                    .statusCode(422)
                    .body("detail.type", hasItem("missing"))
                    .body("detail[0].loc[0]", equalTo("body"))
                    .body("detail[0].loc[1]", equalTo("payload"));
        }
        post("/api/users/forgot_password_v2/", Map.of("email", Map.of("a", 1)))
                .then()
                .statusCode(422)
                .body("detail[0].loc", equalTo(List.of("body", "payload", "email")));
        post("/api/users/forgot_password_v2/", Map.of("email", "x".repeat(255)))
                .then()
                .statusCode(422);
        post("/api/users/verify_email/", Map.of("token", " ")).then().statusCode(422);
    }

    @Test
    void aBodyBeyondTheLimitIsRefused() throws IOException {
        // By hand: the answer comes before the body has been sent.
        try (Socket socket = new Socket(root.getHost(), root.getPort())) {
            String head = String.join(
                    "\r\n",
                    "POST /api/users/forgot_password_v2/ HTTP/1.1",
                    "Host: test",
                    "Content-Type: application/json",
                    "Content-Length: 6000000",
                    "",
                    "{");
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String status = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            assertThat(status).startsWith("HTTP/1.1 413");
        }
    }

    private String issue(TokenPurpose purpose) {
        return TestPeople.await(() ->
                tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> tokens.issue(account, purpose, email)));
    }

    private static int reset(String link) {
        return post("/api/users/reset_password/", Map.of("token", link, "password", FRESH))
                .statusCode();
    }

    private static int signIn(String email, String password) {
        return post("/api/v2/login/", Map.of("username", email, "password", password))
                .statusCode();
    }

    private static Response post(String path, Map<String, ?> body) {
        return given().contentType("application/json").body(body).post(path);
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    private static int status(String token) {
        return bearer(token).get("/api/currentuserv2").statusCode();
    }

    private List<String> mails(String to) {
        return rows("select kind from mail_delivery where recipient = $1 order by id", to).stream()
                .map(row -> (String) row[0])
                .toList();
    }

    private List<String> audit() {
        return rows("select action from audit_entry where account_id = $1 order by id", account).stream()
                .map(row -> (String) row[0])
                .toList();
    }

    private Object value(String query, Object parameter) {
        return rows(query, parameter).get(0)[0];
    }

    private List<Object[]> rows(String query, Object parameter) {
        return TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.ACCOUNT, () -> TestRows.select(sql, query, parameter)));
    }

    private void run(String statement, Object parameter) {
        TestPeople.await(() ->
                tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> sql.update(statement, parameter)));
    }
}
