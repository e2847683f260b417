package org.dalgo.platform.error;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What generated requests have found. */
@QuarkusTest
class BadRequestApiTest {

    @Inject
    TestPeople people;

    private String token;

    @BeforeEach
    void anAccountManager() {
        OrgView org = people.org();
        token = people.token(people.member(org, "account_manager"));
    }

    @Test
    void aCharacterThatNoDatabaseStoresIsNamedWithItsField() {
        request()
                .contentType("application/json")
                .body("{\"invited_email\": \"a\\u0000b@ngo.test\", \"invited_role_uuid\": \"x\"}")
                .post("/api/v1/organizations/users/invite/")
                .then()
                .statusCode(422)
                .body("detail[0].loc", contains("body", "payload", "invited_email"))
                .body("detail[0].msg", containsString("U+0000"));
    }

    @Test
    void aCharacterThatNoDatabaseStoresIsRefusedInAnAddress() {
        request()
                .urlEncodingEnabled(false)
                .get("/api/audit?actor=a%00b")
                .then()
                .statusCode(400)
                .body("detail", containsString("U+0000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--b\r\nno header--b--\r\n", "--b\r\nends: too early\r\n\r\n"})
    void aMultipartBodyThatIsNoneIsRefused(String body) {
        request()
                .header("Content-Type", "multipart/form-data; boundary=b")
                .body(body.getBytes(StandardCharsets.US_ASCII))
                .put("/api/org/logo/")
                .then()
                .statusCode(400)
                .body("detail", equalTo("the body is not a valid multipart message"));
    }

    @Test
    void everyRefusalHasACodeForPrograms() {
        request().get("/api/none").then().statusCode(404).body("code", equalTo("NOT_FOUND"));
        request().delete("/api/audit").then().statusCode(405).body("code", equalTo("METHOD_NOT_ALLOWED"));
        request().accept("image/png").get("/api/audit").then().statusCode(406).body("code", equalTo("NOT_ACCEPTABLE"));
        request()
                .contentType("application/xml")
                .body("<a/>")
                .put("/api/org/logo/url/")
                .then()
                .statusCode(415)
                .body("code", equalTo("UNSUPPORTED_MEDIA_TYPE"));
        request()
                .contentType("application/json")
                .body("{}")
                .put("/api/org/logo/url/")
                .then()
                .statusCode(422)
                .body("code", equalTo("INVALID"))
                .body("detail[0].type", equalTo("missing"));
        RestAssured.get("/api/currentuserv2").then().statusCode(401).body("code", equalTo("UNAUTHENTICATED"));
    }

    private RequestSpecification request() {
        return RestAssured.given().auth().oauth2(token);
    }
}
