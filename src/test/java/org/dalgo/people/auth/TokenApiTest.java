package org.dalgo.people.auth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is no token of ours, or none any more, opens nothing. */
@QuarkusTest
class TokenApiTest {

    @Inject
    TestPeople people;

    @Inject
    SigningKeys keys;

    private OrgView org;
    private String email;
    private String good;
    private SigningKeys.SigningKey signingKey;
    private JwtClaims claims;

    @BeforeEach
    void aMember() throws Exception {
        org = people.org();
        email = people.member(org, "account_manager");
        good = people.token(email);
        signingKey = TestPeople.await(() -> keys.current());
        String payload = new String(Base64.getUrlDecoder().decode(good.split("\\.")[1]), StandardCharsets.UTF_8);
        claims = JwtClaims.parse(payload);
        assertThat(status(good)).isEqualTo(200);
    }

    @Test
    void withoutASignature() throws Exception {
        JsonWebSignature unsigned = new JsonWebSignature();
        unsigned.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        unsigned.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        unsigned.setKeyIdHeaderValue(signingKey.kid());
        unsigned.setPayload(claims.toJson());

        refused(unsigned.getCompactSerialization());
    }

    @Test
    void signedByAnotherKeyOfTheSameName() throws Exception {
        refused(signed(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate(), signingKey.kid()));
    }

    @Test
    void signedByAnUnknownKey() throws Exception {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        refused(signed(pair.getPrivate(), UUID.randomUUID().toString()));
        refused(signed(pair.getPrivate(), null));
    }

    @Test
    void signedWithThePublicKeyAsASharedSecret() throws Exception {
        JsonWebSignature confused = new JsonWebSignature();
        confused.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        confused.setKey(new HmacKey(signingKey.publicKey().getEncoded()));
        confused.setKeyIdHeaderValue(signingKey.kid());
        confused.setPayload(claims.toJson());

        refused(confused.getCompactSerialization());
    }

    @Test
    void ofAnotherIssuer() throws Exception {
        claims.setIssuer("another issuer");
        refused(signed());
    }

    @Test
    void withoutAnEnd() throws Exception {
        claims.unsetClaim("exp");
        refused(signed());
    }

    @Test
    void ofAnotherPersonsSession() throws Exception {
        claims.setSubject("1");
        refused(signed());
    }

    @Test
    void ofASessionThatNeverWas() throws Exception {
        claims.setStringClaim("sid", UUID.randomUUID().toString());
        refused(signed());
    }

    @Test
    void changedAfterItWasSigned() {
        String[] parts = good.split("\\.");
        String other = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"sub\":\"1\"}".getBytes(StandardCharsets.UTF_8));
        refused(parts[0] + "." + other + "." + parts[2]);
    }

    @Test
    void aRefreshTokenIsNoAccessToken() {
        refused(signIn().getCookie("refresh_token"));
    }

    @Test
    void anExpiredOneMakesABrowserRefreshAndIsRefusedFromOthers() throws Exception {
        claims.setExpirationTime(NumericDate.fromSeconds(Instant.now().getEpochSecond() - 5));
        String expired = signed();

        assertThat(given().cookie("access_token", expired)
                        .get("/api/currentuserv2")
                        .statusCode())
                .isEqualTo(498);
        assertThat(status(expired)).isEqualTo(401);
    }

    @Test
    void anExpiredOneWithABadSignatureIsNotWorthARefresh() throws Exception {
        claims.setExpirationTime(NumericDate.fromSeconds(Instant.now().getEpochSecond() - 5));
        String forged =
                signed(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate(), signingKey.kid());

        assertThat(given().cookie("access_token", forged)
                        .get("/api/currentuserv2")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void ofAnotherOrganisation() {
        OrgView foreign = people.org();

        assertThat(given().header("Authorization", "Bearer " + good)
                        .header("x-dalgo-org", foreign.slug())
                        .get("/api/currentuserv2")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void afterThePasswordWasChangedOnlyTheBrowserThatDidItGoesOn() {
        Response browser = signIn();

        Response changed = given().cookies(browser.getCookies())
                .contentType("application/json")
                .body(Map.of("password", "another horse battery", "confirmPassword", "another horse battery"))
                .post("/api/users/change_password/");

        changed.then().statusCode(200);
        refused(good);
        refused(browser.getCookie("access_token"));
        assertThat(given().cookie("refresh_token", browser.getCookie("refresh_token"))
                        .contentType("application/json")
                        .post("/api/v2/token/refresh")
                        .statusCode())
                .isEqualTo(401);
        assertThat(given().cookies(changed.getCookies())
                        .get("/api/currentuserv2")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aNewSigningKeyEndsNoSession() throws Exception {
        String kid = TestPeople.await(() -> keys.rotate());

        assertThat(status(good)).isEqualTo(200);
        assertThat(status(signed())).as("of the old key, not seen before").isEqualTo(200);
        String fresh = people.token(email);
        assertThat(kidOf(fresh)).isEqualTo(kid).isNotEqualTo(signingKey.kid());
        assertThat(status(fresh)).isEqualTo(200);
    }

    private String signed() throws Exception {
        return signed(signingKey.privateKey(), signingKey.kid());
    }

    private String signed(java.security.PrivateKey by, String kid) throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(by);
        if (kid != null) {
            signature.setKeyIdHeaderValue(kid);
        }
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        return signature.getCompactSerialization();
    }

    private static String kidOf(String token) throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setCompactSerialization(token);
        return signature.getKeyIdHeaderValue();
    }

    private Response signIn() {
        return given().contentType("application/json")
                .body(Map.of("username", email, "password", TestPeople.PASSWORD))
                .post("/api/v2/login/");
    }

    /** The same by header and by cookie. */
    private static void refused(String token) {
        Consumer<Response> check = response -> {
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.asString()).startsWith("{\"detail\":").doesNotContain(token);
        };
        check.accept(given().header("Authorization", "Bearer " + token).get("/api/currentuserv2"));
        check.accept(given().cookie("access_token", token).get("/api/currentuserv2"));
    }

    private static int status(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/api/currentuserv2")
                .statusCode();
    }
}
