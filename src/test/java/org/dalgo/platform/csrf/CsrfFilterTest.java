package org.dalgo.platform.csrf;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A page of another site cannot make a browser change anything here. */
@QuarkusTest
class CsrfFilterTest {

    private static final String WRITE = "/api/logout/all";

    @Inject
    TestPeople people;

    @TestHTTPResource
    String root;

    private String email;
    private Map<String, String> cookies;

    @BeforeEach
    void signInWithABrowser() {
        email = people.member(people.org(), "account_manager");
        cookies = given().contentType("application/json")
                .body(Map.of("username", email, "password", TestPeople.PASSWORD))
                .post("/api/v2/login/")
                .getCookies();
    }

    @Test
    void aFormOfAnotherSiteIsRefused() {
        for (String type : new String[] {"text/plain", "application/x-www-form-urlencoded"}) {
            browser()
                    .contentType(type)
                    .body("{}")
                    .post(WRITE)
                    .then()
                    .statusCode(415)
                    .body("detail", notNullValue());
        }
        browser()
                .body("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .post(WRITE)
                .then()
                .statusCode(415);
        stillSignedIn();
    }

    @Test
    void anotherOriginIsRefused() {
        for (String origin : new String[] {"https://evil.test", "null", root.replaceAll("/$", "") + ".evil.test"}) {
            browser()
                    .contentType("application/json")
                    .header("Origin", origin)
                    .body("{}")
                    .post(WRITE)
                    .then()
                    .statusCode(403);
        }
        stillSignedIn();
    }

    @Test
    void aRequestThatTheBrowserCallsCrossSiteIsRefused() {
        browser()
                .contentType("application/json")
                .header("Sec-Fetch-Site", "cross-site")
                .body("{}")
                .post(WRITE)
                .then()
                .statusCode(403)
                .body("detail", equalTo("this request came from another site"));
        stillSignedIn();
    }

    @Test
    void theRefreshCookieAloneIsProtectedToo() {
        given().cookie("refresh_token", cookies.get("refresh_token"))
                .contentType("text/plain")
                .body("{}")
                .post("/api/v2/token/refresh")
                .then()
                .statusCode(415);
    }

    @Test
    void theWebAppAndOurOwnPagesMayWrite() {
        browser()
                .contentType("application/json;charset=UTF-8")
                .header("Origin", "http://localhost:3000")
                .body("{}")
                .post("/api/v2/token/refresh")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", "http://localhost:3000");
        browser()
                .contentType("application/json")
                .header("Origin", root.replaceAll("/$", ""))
                .header("Sec-Fetch-Site", "same-origin")
                .body("{}")
                .post(WRITE)
                .then()
                .statusCode(200);
    }

    @Test
    void aBearerTokenMaySendJsonAsTextPlain() {
        given().header("Authorization", "Bearer " + people.token(email))
                .contentType("text/plain;charset=UTF-8")
                .body("{\"password\": \"another horse battery\", \"confirmPassword\": \"yet another\"}")
                .post("/api/users/change_password/")
                .then()
                .statusCode(400)
                .body("detail", equalTo("The two passwords differ. Type the new password twice."));
    }

    @Test
    void refusalsCanBeReadByTheWebApp() {
        given().header("Origin", "http://localhost:3000")
                .get("/api/currentuserv2")
                .then()
                .statusCode(401)
                .header("Access-Control-Allow-Origin", "http://localhost:3000")
                .header("Access-Control-Allow-Credentials", "true");
    }

    private RequestSpecification browser() {
        // Otherwise REST Assured adds a type of its own.
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .cookies(cookies);
    }

    private void stillSignedIn() {
        assertThat(given().cookies(cookies).get("/api/currentuserv2").statusCode())
                .isEqualTo(200);
    }
}
