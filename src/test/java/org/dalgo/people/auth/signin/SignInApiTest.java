package org.dalgo.people.auth.signin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SignInApiTest {

    @Inject
    TestPeople people;

    private OrgView org;
    private String email;

    @BeforeEach
    void aMember() {
        org = people.org();
        email = people.member(org, "account_manager");
    }

    @Test
    void cookiesCarryTheSessionThroughTheWholeLifeOfIt() {
        Response signedIn = signIn(email, TestPeople.PASSWORD);
        signedIn.then().statusCode(200).body("email", equalTo(email)).body("token", equalTo(null));

        given().cookies(signedIn.getCookies())
                .get("/api/currentuserv2")
                .then()
                .statusCode(200)
                .body("[0].org.slug", equalTo(org.slug()))
                .body("[0].new_role_slug", equalTo("admin"))
                .body("[0].permissions.slug", hasItem("can_run_pipeline"));

        given().cookie("refresh_token", signedIn.getCookie("refresh_token"))
                .contentType("application/json")
                .post("/api/v2/token/refresh")
                .then()
                .statusCode(200)
                .cookie("access_token");

        given().cookies(signedIn.getCookies())
                .contentType("application/json")
                .body("{}")
                .post("/api/logout/")
                .then()
                .statusCode(200)
                .body("success", equalTo(true));

        given().cookies(signedIn.getCookies()).get("/api/currentuserv2").then().statusCode(401);
        given().cookie("refresh_token", signedIn.getCookie("refresh_token"))
                .contentType("application/json")
                .post("/api/v2/token/refresh")
                .then()
                .statusCode(401);
    }

    @Test
    void cookiesAreHttpOnlyAndEndWithTheBrowser() {
        Response signedIn = signIn(email, TestPeople.PASSWORD);

        for (String cookie : signedIn.getHeaders().getValues("Set-Cookie")) {
            assertThat(cookie)
                    .containsIgnoringCase("HttpOnly")
                    .contains("Path=/")
                    .doesNotContain("Max-Age");
        }
    }

    @Test
    void aWrongPasswordAndAnUnknownPersonGetTheSameAnswer() {
        String wrong = signIn(email, "not the password")
                .then()
                .statusCode(400)
                .extract()
                .path("detail");
        signIn("stranger@ngo.test", TestPeople.PASSWORD).then().statusCode(400).body("detail", equalTo(wrong));
    }

    @Test
    void capitalsInTheAddressDoNotMatter() {
        signIn(email.toUpperCase(java.util.Locale.ROOT), TestPeople.PASSWORD)
                .then()
                .statusCode(200);
    }

    @Test
    void aRefreshCookieAloneMakesTheClientRefresh() {
        Response signedIn = signIn(email, TestPeople.PASSWORD);

        given().cookie("refresh_token", signedIn.getCookie("refresh_token"))
                .get("/api/currentuserv2")
                .then()
                .statusCode(498);
        given().cookie("refresh_token", "00000000-0000-0000-0000-000000000000.x")
                .get("/api/currentuserv2")
                .then()
                .statusCode(401);
    }

    @Test
    void withoutASessionNothingIsRevealed() {
        given().get("/api/currentuserv2")
                .then()
                .statusCode(401)
                .body("detail", equalTo("You are not signed in. Sign in first."));
        given().header("Authorization", "Bearer nonsense")
                .get("/api/currentuserv2")
                .then()
                .statusCode(401);
    }

    @Test
    void anOrganisationOfOthersCannotBeEntered() {
        OrgView foreign = people.org();

        given().header("Authorization", "Bearer " + people.token(email))
                .header("x-dalgo-org", foreign.slug())
                .get("/api/currentuserv2")
                .then()
                .statusCode(401)
                .body("detail", not(containsString(foreign.name())));
    }

    @Test
    void missingFieldsAreNamed() {
        given().contentType("application/json")
                .body(Map.of("username", email))
                .post("/api/v2/login/")
                .then()
                .statusCode(422)
                .body("detail[0].loc", hasItem("password"))
                .body("detail[0].type", equalTo("missing"));
        given().contentType("application/json")
                .body("{not json")
                .post("/api/v2/login/")
                .then()
                .statusCode(400);
    }

    private static Response signIn(String email, String password) {
        return given().contentType("application/json")
                .body(Map.of("username", email, "password", password))
                .post("/api/v2/login/");
    }
}
