package org.dalgo;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Calls every route of the committed OpenAPI on the packaged application, jar or native binary. The organisation has
 * everything that a route can name. Finds what works in development and tests
 * only: resources that the package lacks, classes that a native image does not know.
 */
class PackagedRoutesIT {

    /** Operations that stay open, or that end the session which the other calls need. */
    private static final Set<String> LEFT_OUT = Set.of(
            "GET /api/stream",
            "GET /api/prefect/flow_runs/{flow_run_id}/logs/stream",
            "POST /api/logout",
            "POST /api/logout/all");

    private static PackagedOrganisation organisation;

    @BeforeAll
    static void anOrganisationThatUsesEverything() {
        organisation = new PackagedOrganisation("packaged-routes-postgres", Map.of());
    }

    @AfterAll
    static void stop() {
        if (organisation != null) {
            organisation.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyRouteAnswersAsThePackage() throws IOException {
        return operations().stream()
                .map(operation -> DynamicTest.dynamicTest(operation, () -> {
                    String[] parts = operation.split(" ", 2);
                    Response response = organisation.as().body("{}").request(parts[0], address(parts[1]));
                    assertThat(response.statusCode())
                            .as("%s answers %s", operation, response.asString())
                            .isNotEqualTo(500);
                }));
    }

    /** A route that came later names something that the organisation lacks: it would be called with its template. */
    @Test
    void theOrganisationHasWhateverARouteNames() throws IOException {
        assertThat(operations()).extracting(PackagedRoutesIT::address).noneMatch(address -> address.contains("{"));
    }

    @Test
    void theConsoleIsPartOfThePackage() {
        assertThat(given().baseUri(organisation.url()).get("/").statusCode()).isEqualTo(200);
    }

    /** Operations with parameters that name nothing are called, too: their 4xx comes from the code behind the route. */
    private static List<String> operations() throws IOException {
        JsonNode paths = new YAMLMapper()
                .readTree(Path.of("src/main/openapi/openapi.yaml").toFile())
                .get("paths");
        List<String> operations = new ArrayList<>();
        paths.fields().forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(method -> {
            String name = method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey();
            boolean removes = method.equals("delete") && !path.getKey().contains("{");
            if (Set.of("get", "post", "put", "delete").contains(method) && !LEFT_OUT.contains(name) && !removes) {
                operations.add(name);
            }
        }));
        return operations;
    }

    private static String address(String path) {
        String address = path;
        for (Map.Entry<String, String> name : organisation.names().entrySet()) {
            address = address.replace("{" + name.getKey() + "}", name.getValue());
        }
        return address;
    }
}
