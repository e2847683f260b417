package org.dalgo.people.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.config.HttpClientConfig;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.people.account.token.OneTimeTokenRepository;
import org.dalgo.people.account.token.TokenPurpose;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OpenSignUpProfile.class)
class SignUpApiTest {

    private static final String PASSWORD = "twelve quiet elephants";

    @Inject
    TestPeople people;

    @Inject
    OneTimeTokenRepository tokens;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    private final String email = "asha-" + UUID.randomUUID() + "@ngo.test";

    @Test
    void theSignUpCodeOpensAnAccountThatCanSignIn() {
        signUp(" " + email.toUpperCase(java.util.Locale.ROOT), PASSWORD, OpenSignUpProfile.CODE)
                .then()
                .statusCode(200)
                .body("org", equalTo(null))
                .body("active", equalTo(true))
                .body("", hasEntry("user_id", null));

        signIn(email, PASSWORD).then().statusCode(200).body("email_verified", equalTo(false));
        await().untilAsserted(() -> assertThat(mails(email)).containsExactly("VERIFICATION"));
    }

    @Test
    void anAddressThatIsTakenGetsTheSameAnswerAndItsOwnerAMail() {
        String owner = people.member(people.org(), "account_manager");
        run("update account set email_verified = true where email = $1", owner);

        Response taken = signUp(owner, PASSWORD, OpenSignUpProfile.CODE);
        Response fresh = signUp(email, PASSWORD, OpenSignUpProfile.CODE);

        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(taken.asString().replace(owner, email)).isEqualTo(fresh.asString());
        assertThat(signIn(owner, PASSWORD).statusCode()).isEqualTo(400);
        assertThat(signIn(owner, TestPeople.PASSWORD).statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(mails(owner)).containsExactly("PASSWORD_RESET"));
    }

    @Test
    void aWrongCodeAWeakPasswordAndABadAddressAreRefused() {
        signUp(email, PASSWORD, "guess").then().statusCode(400);
        signUp(email, "password", OpenSignUpProfile.CODE)
                .then()
                .statusCode(422)
                .body("detail[0].loc", equalTo(List.of("body", "payload", "password")));
        signUp("no address", PASSWORD, OpenSignUpProfile.CODE)
                .then()
                .statusCode(422)
                .body("detail[0].loc", equalTo(List.of("body", "payload", "email")));
        assertThat(signIn(email, PASSWORD).statusCode()).isEqualTo(400);
    }

    @Test
    void afterSomeFailuresEvenTheRightPasswordHasToWait() {
        String member = people.member(people.org(), "account_manager");
        for (int i = 0; i < 3; i++) {
            signIn(member, "wrong password").then().statusCode(400);
        }

        Response refused = signIn(member, TestPeople.PASSWORD);

        refused.then().statusCode(429).body("detail", equalTo("too many attempts, please try again later"));
        assertThat(Integer.parseInt(refused.getHeader("Retry-After"))).isBetween(200, 300);
    }

    @Test
    void wrongPasswordsFromElsewhereDoNotLockTheOwnerOut() {
        String member = people.member(people.org(), "account_manager");
        signInFrom("127.0.0.1", member, TestPeople.PASSWORD).then().statusCode(200);
        for (int i = 0; i < 3; i++) {
            signInFrom("127.0.0.2", member, "wrong password").then().statusCode(400);
        }
        signInFrom("127.0.0.2", member, TestPeople.PASSWORD).then().statusCode(429);
        signInFrom("127.0.0.3", member, TestPeople.PASSWORD).then().statusCode(200);
    }

    @Test
    void guessingFromManyNetworksLeavesTheKnownOnesOpen() {
        String member = people.member(people.org(), "account_manager");
        signInFrom("127.0.0.1", member, TestPeople.PASSWORD).then().statusCode(200);
        for (int i = 0; i < 6; i++) {
            signInFrom("127.0.0." + (10 + i), member, "wrong password").then().statusCode(400);
        }

        signInFrom("127.0.0.20", member, TestPeople.PASSWORD).then().statusCode(429);
        signInFrom("127.0.0.1", member, "wrong password").then().statusCode(429);
        signInFrom("127.0.0.1", member, TestPeople.PASSWORD).then().statusCode(200);
    }

    @Test
    void aResetLinkOpensALockedAccount() {
        String member = people.member(people.org(), "account_manager");
        for (int i = 0; i < 6; i++) {
            signInFrom("127.0.0." + (1 + i % 2), member, "wrong password");
        }
        signInFrom("127.0.0.1", member, TestPeople.PASSWORD).then().statusCode(429);
        long account = ((Number) value("select id from account where email = $1", member)).longValue();
        String link = TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.ACCOUNT, () -> tokens.issue(account, TokenPurpose.PASSWORD_RESET, member)));

        given().contentType("application/json")
                .body(Map.of("token", link, "password", PASSWORD))
                .post("/api/users/reset_password/")
                .then()
                .statusCode(200);

        signInFrom("127.0.0.1", member, PASSWORD).then().statusCode(200);
    }

    @Test
    void anAddressWithADomainOfAnyScriptIsTheSamePersonInPunycode() {
        String name = "asha-" + UUID.randomUUID().toString().substring(0, 8);
        signUp(name + "@b\u00FCcher.example", PASSWORD, OpenSignUpProfile.CODE)
                .then()
                .statusCode(200);

        signIn(name + "@xn--bcher-kva.example", PASSWORD).then().statusCode(200);
        signIn(name.toUpperCase(java.util.Locale.ROOT) + "@B\u00DCCHER.example", PASSWORD)
                .then()
                .statusCode(200);
        signUp(name + "@xn--bcher-kva.example", "another quiet elephant", OpenSignUpProfile.CODE)
                .then()
                .statusCode(200);
        assertThat(value("select count(*) from account where email like $1 || '@%'", name))
                .isEqualTo(1L);
    }

    @Test
    void malformedAddressesAreRefused() {
        for (String malformed :
                List.of("a..b@x", "a..b@ngo.org", "asha@ngo.org\n", "asha@ngo.org\u0000", "a\u200Bb@ngo.org")) {
            signUp(malformed, PASSWORD, OpenSignUpProfile.CODE)
                    .then()
                    .statusCode(422)
                    .body("detail[0].loc", equalTo(List.of("body", "payload", "email")));
        }
    }

    @Test
    void anUnknownPersonIsLimitedLikeOneWhoExists() {
        for (int i = 0; i < 3; i++) {
            signIn(email, "wrong password").then().statusCode(400);
        }
        signIn(email, "wrong password").then().statusCode(429);
    }

    @Test
    void aForwardedAddressOfAnUntrustedClientIsIgnored() {
        for (int i = 0; i < 3; i++) {
            forwarded("10.0.0." + i).then().statusCode(400);
        }
        forwarded("10.0.0.9").then().statusCode(429);

        assertThat(value("select count(*) from audit_entry where actor = $1 and address = '127.0.0.1'", email))
                .isEqualTo(3L);
    }

    @Test
    void signInsThatSucceedAreNotCounted() {
        String member = people.member(people.org(), "account_manager");
        for (int i = 0; i < 8; i++) {
            signIn(member, TestPeople.PASSWORD).then().statusCode(200);
        }
    }

    @Test
    void mailsToOneAddressAreLimited() {
        for (int i = 0; i < 2; i++) {
            forgot().then().statusCode(200);
        }
        forgot().then().statusCode(429).header("Retry-After", Integer::parseInt, org.hamcrest.Matchers.greaterThan(60));
    }

    private Response forgot() {
        return given().contentType("application/json")
                .body(Map.of("email", email))
                .post("/api/users/forgot_password_v2/");
    }

    private Response forwarded(String address) {
        return given().header("X-Forwarded-For", address)
                .header("Forwarded", "for=" + address)
                .contentType("application/json")
                .body(Map.of("username", email, "password", "wrong password"))
                .post("/api/v2/login/");
    }

    private static Response signUp(String email, String password, String code) {
        return given().contentType("application/json")
                .body(Map.of("email", email, "password", password, "signupcode", code))
                .post("/api/organizations/users/");
    }

    private static Response signIn(String email, String password) {
        return given().contentType("application/json")
                .body(Map.of("username", email, "password", password))
                .post("/api/v2/login/");
    }

    /** Signs in from another address of this machine. */
    private static Response signInFrom(String address, String email, String password) {
        try {
            return given().config(RestAssured.config()
                            .httpClient(HttpClientConfig.httpClientConfig()
                                    .setParam("http.route.local-address", InetAddress.getByName(address))))
                    .baseUri("http://127.0.0.1")
                    .contentType("application/json")
                    .body(Map.of("username", email, "password", password))
                    .post("/api/v2/login/");
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }

    private List<String> mails(String to) {
        return rows("select kind from mail_delivery where recipient = $1 order by id", to).stream()
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
