package org.dalgo.platform.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dalgo.platform.error.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the served OpenAPI document says of failures. */
@QuarkusTest
class FailureResponsesTest {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private JsonPath document;

    @BeforeEach
    void read() {
        document = JsonPath.from(given().get("/q/openapi?format=json").asString());
    }

    @Test
    void everyOperationNamesItsFailuresWithTheirBody() {
        Map<String, Map<String, Map<String, Object>>> paths = document.getMap("paths");
        paths.forEach((path, item) -> item.forEach((method, operation) -> {
            if (METHODS.contains(method)) {
                String address = method + " " + path;
                Map<String, Map<String, Object>> responses = cast(operation.get("responses"));
                assertThat(responses.keySet()).as(address).contains("500", "503");
                responses.forEach((status, response) -> {
                    if (status.startsWith("4") || status.startsWith("5")) {
                        assertThat(response)
                                .as(address + " " + status)
                                .containsEntry("$ref", "#/components/responses/Failure" + status);
                    }
                });
            }
        }));
    }

    @Test
    void anOperationNamesTheStatusesOfItsPermissionItsParametersItsBodyAndItsService() {
        assertThat(statuses("/api/airbyte/destinations/{destination_id}/check_connection_for_update", "post"))
                .contains("200", "400", "401", "403", "404", "406", "413", "415", "422", "429", "498", "502", "504")
                .doesNotContain("410", "423");
        assertThat(statuses("/api/audit", "get"))
                .containsExactlyInAnyOrder("200", "400", "401", "403", "406", "422", "498", "500", "503");
        assertThat(statuses("/api/transform/dbt_project/canvas/lock/refresh", "put"))
                .contains("403", "404", "410")
                .doesNotContain("409", "413", "422", "423", "429", "502");
        assertThat(statuses("/api/v2/login", "post"))
                .contains("400", "422", "429")
                .doesNotContain("401", "404", "409", "423", "498", "502");
    }

    @Test
    void anOperationThatIsNotPublicNeedsAToken() {
        assertThat(document.<Object>getList("paths.'/api/audit'.get.security"))
                .containsExactly(Map.of("token", List.of()), Map.of("cookie", List.of()));
        assertThat(document.<Object>get("paths.'/api/v2/login'.post.security")).isNull();
        assertThat(document.<String, Object>getMap("components.securitySchemes").keySet())
                .containsExactlyInAnyOrder("token", "cookie");
    }

    @Test
    void onlyTheCanvasIsLocked() {
        Map<String, Map<String, Map<String, Object>>> paths = document.getMap("paths");

        assertThat(paths.entrySet().stream()
                        .filter(path ->
                                path.getValue().values().stream().anyMatch(operation -> names(operation, "423")))
                        .map(Map.Entry::getKey))
                .isNotEmpty()
                .allMatch(path -> path.startsWith("/api/transform/"));
    }

    @Test
    void optionalFieldsOfRequestsMayBeNull() {
        assertThat(document.<Object>getList("components.schemas.PublicationRequest.required"))
                .containsExactly("commit_message");
        assertThat(document.<Object>get("components.schemas.OrgRequest.properties.website.type"))
                .isEqualTo(List.of("string", "null"));
        assertThat(document.<Object>get("components.schemas.OrgRequest.properties.name.type"))
                .isEqualTo("string");
    }

    @Test
    void freeJsonIsDescribedAsSuch() {
        assertThat(document.getMap("components.schemas.JsonValue")).doesNotContainKey("properties");
    }

    @Test
    void everyFailureHasTheSameBody() {
        Map<String, Object> responses = document.getMap("components.responses");

        assertThat(responses).containsKeys("Failure401", "Failure404", "Failure503");
        assertThat(responses.values()).allSatisfy(response -> assertThat(response.toString())
                .contains("application/json", "#/components/schemas/Failure"));
    }

    @Test
    void theBodyOfAFailureHasTheCodesOfTheCatalogue() {
        List<String> codes = document.getList("components.schemas.Failure.properties.code.enum");

        assertThat(codes)
                .containsExactlyElementsOf(
                        Arrays.stream(Problem.values()).map(Enum::name).toList());
    }

    @Test
    void noSchemaIsNamedByANumber() {
        Map<String, Object> schemas = document.getMap("components.schemas");

        assertThat(schemas.keySet()).noneMatch(name -> Character.isDigit(name.charAt(name.length() - 1)));
    }

    @Test
    void filesHaveTheirMediaTypes() {
        assertThat(content("/api/audit/export")).containsOnlyKeys("text/csv");
        assertThat(content("/api/warehouse/download/{schema}/{table}")).containsOnlyKeys("text/csv");
        assertThat(content("/api/org/logo")).containsOnlyKeys("image/*");
    }

    private Map<String, Object> content(String path) {
        return document.getMap("paths.'" + path + "'.get.responses.'200'.content");
    }

    private Set<String> statuses(String path, String method) {
        return document.<String, Object>getMap("paths.'" + path + "'." + method + ".responses")
                .keySet();
    }

    private static boolean names(Map<String, Object> operation, String status) {
        return operation.get("responses") instanceof Map<?, ?> responses && responses.containsKey(status);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> cast(Object map) {
        return (Map<String, Map<String, Object>>) map;
    }
}
