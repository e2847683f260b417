package org.dalgo.people.org.logo;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Map;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PUT, GET and DELETE /api/org/logo/, PUT /api/org/logo/url/. */
@QuarkusTest
class LogoApiTest {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3};

    @Inject
    TestPeople people;

    private OrgView org;
    private String owner;

    @BeforeEach
    void anOrganisation() {
        org = people.org();
        owner = people.token(people.member(org, "account_manager"));
    }

    @Test
    void aLogoIsStoredShownAndForgotten() {
        as(owner).get("/api/org/logo/").then().statusCode(404);

        String address = upload(owner, PNG, "../our logo.png")
                .then()
                .statusCode(200)
                .body("success", equalTo(true))
                .body("data.logo_filename", equalTo("our logo.png"))
                .body("data.updated_at", endsWith("Z"))
                .extract()
                .path("data.logo_url");

        Response picture = given().auth().oauth2(owner).get(address);
        picture.then()
                .statusCode(200)
                .contentType("image/png")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", containsString("sandbox"));
        assertThat(picture.asByteArray()).isEqualTo(PNG);
        as(owner)
                .get("/api/currentuserv2")
                .then()
                .body("[0].org.logo_url", equalTo(address))
                .body("[0].org.logo_filename", equalTo("our logo.png"));

        as(owner).delete("/api/org/logo/").then().statusCode(200).body("data", nullValue());
        as(owner).delete("/api/org/logo/").then().statusCode(404);
        as(owner).get("/api/currentuserv2").then().body("[0].org.logo_url", nullValue());
    }

    @Test
    void onlyPicturesThatCannotRunAreTaken() {
        upload(owner, "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".getBytes(), "x.svg")
                .then()
                .statusCode(400)
                .body("detail", containsString("SVG"));
        upload(owner, "<html>".getBytes(), "x.png").then().statusCode(400);
        upload(owner, new byte[0], "x.png").then().statusCode(400);
        as(owner)
                .contentType("multipart/form-data")
                .multiPart("other", "x")
                .put("/api/org/logo/")
                .then()
                .statusCode(422);
    }

    @Test
    void fiveMebibytesAreTakenAndNotAByteMore() {
        byte[] largest = Arrays.copyOf(PNG, 5 * 1024 * 1024);
        upload(owner, largest, "x.png").then().statusCode(200);
        upload(owner, Arrays.copyOf(PNG, largest.length + 1), "x.png").then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org/logo.png",
                "https://127.0.0.1/logo.png",
                "https://localhost:8002/x",
                "https://169.254.169.254/latest/meta-data",
                "https://[::1]/x",
                "https://10.0.0.1/x",
                "file:///etc/passwd",
                "https://user@example.org/x",
                "https:///x",
                "https://2130706433/x"
            })
    void anAddressOfAPrivateNetworkGetsNoRequest(String address) {
        as(owner)
                .body(Map.of("image_url", address))
                .put("/api/org/logo/url/")
                .then()
                .statusCode(400);
    }

    @Test
    void aLogoIsForManagersToChangeAndForMembersOfTheOrganisationToSee() {
        upload(owner, PNG, "x.png");
        String viewer = people.token(people.member(org, "report_viewer"));
        upload(viewer, PNG, "x.png").then().statusCode(403);
        as(viewer).delete("/api/org/logo/").then().statusCode(403);
        as(viewer).get("/api/org/logo/").then().statusCode(200);

        OrgView other = people.org();
        String stranger = people.token(people.member(other, "account_manager"));
        given().auth().oauth2(stranger).get("/api/org/logo/").then().statusCode(404);
        given().auth()
                .oauth2(stranger)
                .get("/api/org/logo/?org=" + org.slug())
                .then()
                .statusCode(401);
    }

    private RequestSpecification as(String token) {
        return given().auth().oauth2(token).header("x-dalgo-org", org.slug()).contentType("application/json");
    }

    private Response upload(String token, byte[] content, String name) {
        return given().auth()
                .oauth2(token)
                .header("x-dalgo-org", org.slug())
                .multiPart("file", name, content, "image/png")
                .put("/api/org/logo/");
    }
}
