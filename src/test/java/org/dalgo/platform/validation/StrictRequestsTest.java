package org.dalgo.platform.validation;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of another type than the contract names are refused, not converted. */
@QuarkusTest
class StrictRequestsTest {

    @Inject
    TestPeople people;

    private String token;

    @BeforeEach
    void anAccountManager() {
        OrgView org = people.org();
        token = people.token(people.member(org, "account_manager"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            /api/notifications/v1   | notification_ids | {"notification_ids": ["1"], "read_status": true}
            /api/notifications/v1   | notification_ids | {"notification_ids": [1.5], "read_status": true}
            /api/notifications/v1   | notification_ids | {"notification_ids": [true], "read_status": true}
            /api/notifications/v1   | read_status      | {"notification_ids": [1], "read_status": "true"}
            /api/notifications/v1   | read_status      | {"notification_ids": [1], "read_status": 1}
            /api/notifications/v1   | read_status      | {"notification_ids": [1], "read_status": ""}
            /api/org/logo/url       | image_url        | {"image_url": 5}
            /api/org/logo/url       | image_url        | {"image_url": true}
            """)
    void aValueOfAnotherTypeIsRefusedWithTheNameOfItsField(String path, String field, String body) {
        request()
                .body(body)
                .put(path)
                .then()
                .statusCode(422)
                .body("code", equalTo("INVALID"))
                .body("detail[0].loc[2]", equalTo(field))
                .body("detail[0].type", equalTo("type_error"));
    }

    @Test
    void anEmptyTextIsNoId() {
        request()
                .body("{\"invited_email\": \"a@ngo.test\", \"invited_role_uuid\": \"\"}")
                .post("/api/v1/organizations/users/invite/")
                .then()
                .statusCode(422)
                .body("detail[0].loc", contains("body", "payload", "invited_role_uuid"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"read_status\": true, \"notification_ids\": [], \"read_status\": true}",
                "{\"notification_ids\": [], \"read_status\": true, \"notification_ids\": []}",
                "{\"notification_ids\": [], \"read_status\": true, \"more\": {\"a\": 1, \"a\": 2}}"
            })
    void aFieldThatIsNamedTwiceIsRefused(String body) {
        request()
                .body(body)
                .put("/api/notifications/v1")
                .then()
                .statusCode(400)
                .body("detail", equalTo("the body is not valid JSON"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "a/b/c", "/", "application/json, nonsense"})
    void anAcceptThatNamesNoMediaTypeIsRefused(String accept) {
        given().auth()
                .oauth2(token)
                .header("Accept", accept)
                .get("/api/data/tasks/dbt-run/config/")
                .then()
                .statusCode(406);
        given().auth()
                .oauth2(token)
                .header("Accept", accept)
                .get("/api/audit")
                .then()
                .statusCode(406);
    }

    @Test
    void anUnknownFieldIsIgnored() {
        request()
                .body("{\"notification_ids\": [], \"read_status\": true, \"more\": 1}")
                .put("/api/notifications/v1")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({"x", "1.5", "99999999999"})
    void aQueryParameterThatIsNoNumberIsRefusedWithItsName(String limit) {
        request()
                .queryParam("limit", limit)
                .get("/api/audit")
                .then()
                .statusCode(422)
                .body("detail[0].loc", contains("query", "limit"))
                .body("detail[0].msg", equalTo("must be a whole number"));
    }

    @ParameterizedTest
    @CsvSource({"/api/audit?limit=", "/api/audit?limit", "/api/audit?limit=5&limit=", "/api/audit?before="})
    void anEmptyQueryParameterIsNoNumber(String path) {
        request()
                .urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(422)
                .body("detail[0].msg", equalTo("must be a whole number"));
    }

    @Test
    void anEmptyNumberDoesNotComeBeforeTheSession() {
        given().urlEncodingEnabled(false).get("/api/audit?limit=").then().statusCode(401);
    }

    @Test
    void aQueryParameterThatIsLeftOutHasItsDefault() {
        request().get("/api/audit").then().statusCode(200);
        request()
                .queryParam("limit", 1)
                .queryParam("before", 5)
                .get("/api/audit")
                .then()
                .statusCode(200);
    }

    private RequestSpecification request() {
        return given().auth().oauth2(token).contentType("application/json");
    }
}
