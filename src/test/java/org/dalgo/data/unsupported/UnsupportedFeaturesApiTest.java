package org.dalgo.data.unsupported;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every call that the web app knows outside this product's purpose gets a calm answer. */
@QuarkusTest
class UnsupportedFeaturesApiTest {

    /** One call of the web app's source. */
    private record Endpoint(String method, String path, String screen, boolean core) {

        String address() {
            return path.replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
        }

        String name() {
            return method + " " + path;
        }
    }

    @Inject
    TestPeople people;

    private OrgView org;
    private String token;

    @BeforeEach
    void aManager() {
        org = people.org();
        token = people.token(people.member(org, "account_manager"));
    }

    @TestFactory
    Stream<DynamicTest> whatLiesOutsideIsEmptyOrSaysSo() throws IOException {
        List<Endpoint> outside =
                endpoints().stream().filter(endpoint -> !endpoint.core()).toList();
        assertThat(outside).hasSizeGreaterThan(130);
        return outside.stream()
                .map(endpoint -> DynamicTest.dynamicTest(endpoint.name(), () -> {
                    Response answer = send(endpoint);

                    assertThat(answer.contentType()).startsWith("application/json");
                    assertThat(answer.statusCode()).isIn(200, 400, 403, 404, 405, 422);
                    if (answer.statusCode() != 200) {
                        assertThat(answer.jsonPath().getString("detail")).isNotBlank();
                    }
                }));
    }

    @Test
    void theLandingPageAfterSignInShowsThatThereIsNone() {
        caller().get("/api/dashboards/landing-page/resolve")
                .then()
                .statusCode(200)
                .body(
                        equalTo(
                                "{\"dashboard_id\":null,\"dashboard_title\":null,\"dashboard_type\":null,\"source\":\"none\"}"));
    }

    @Test
    void listsAreEmpty() {
        for (String list : List.of("dashboards/", "reports/", "kpis/program-tags/", "charts/regions/")) {
            caller().get("/api/" + list).then().statusCode(200).body(equalTo("[]"));
        }
        for (String list : List.of("charts/", "kpis/", "metrics/", "alerts/")) {
            caller().get("/api/" + list + "?page=1&page_size=10")
                    .then()
                    .statusCode(200)
                    .body("data.size()", equalTo(0))
                    .body("total", equalTo(0));
        }
    }

    @Test
    void dataQualityIsNotSetUp() {
        caller().get("/api/dbt/elementary-setup-status").then().body("status", equalTo("not-set-up"));
        caller().get("/api/prefect/tasks/elementary-lock/")
                .then()
                .statusCode(200)
                .body(equalTo("null"));
        caller().body("{}")
                .post("/api/dbt/fetch-elementary-report/")
                .then()
                .statusCode(200)
                .body("report_exists", equalTo(false));
        for (String route : List.of("elementary/check", "elementary/install", "v1/refresh-elementary-report")) {
            caller().body("{}")
                    .post("/api/dbt/" + route)
                    .then()
                    .statusCode(404)
                    .body("detail", equalTo("data quality reports are not part of this product"));
        }
        given().get("/elementary/any-token")
                .then()
                .statusCode(404)
                .body("detail", equalTo("data quality reports are not part of this product"));
    }

    @Test
    void whoWantsToUseAnAbsentFeatureReadsThatItIsAbsent() {
        caller().body("{\"title\":\"births\"}")
                .post("/api/charts/")
                .then()
                .statusCode(404)
                .body("detail", equalTo("charts are not part of this product"));
        given().contentType("application/json")
                .body("{}")
                .post("/api/v1/public/trial/signup")
                .then()
                .statusCode(404)
                .body("detail", equalTo("free trials are not part of this product"));
    }

    @Test
    void noSessionNoAnswer() {
        given().get("/api/charts/").then().statusCode(401);
        given().contentType("application/json")
                .body("{}")
                .post("/api/charts/")
                .then()
                .statusCode(401);
    }

    private Response send(Endpoint endpoint) {
        RequestSpecification request = caller();
        return (endpoint.method().equals("GET") ? request : request.body("{}"))
                .request(endpoint.method(), endpoint.address());
    }

    private RequestSpecification caller() {
        return given().header("Authorization", "Bearer " + token)
                .header("x-dalgo-org", org.slug())
                .contentType("application/json");
    }

    private static List<Endpoint> endpoints() throws IOException {
        try (InputStream list =
                UnsupportedFeaturesApiTest.class.getResourceAsStream("/contract/webapp-endpoints.json")) {
            List<Endpoint> endpoints = new ArrayList<>();
            for (JsonNode entry : new ObjectMapper().readTree(list)) {
                endpoints.add(new Endpoint(
                        entry.get("method").asText(),
                        entry.get("path").asText(),
                        entry.get("screen").asText(),
                        entry.get("core").asBoolean()));
            }
            return endpoints;
        }
    }
}
