package org.dalgo;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The web app sends its slashes inconsistently: each address answers with and without the last one, and never redirects. */
@QuarkusTest
class BothSpellingsTest {

    /** The one address that leads people somewhere else, with each spelling. */
    private static final String LEADS_ON = "/api/airbyte/sources/oauth/callback";

    @Test
    void everyAddressAnswersWithAndWithoutTheLastSlash() {
        Map<String, Map<String, Object>> paths =
                JsonPath.from(given().get("/q/openapi?format=json").asString()).getMap("paths");
        paths.forEach((path, operations) -> operations.keySet().forEach(method -> {
            String plain =
                    path.replaceAll("\\{[^}]+}", UUID.randomUUID().toString()).replaceAll("/$", "");
            int bare = status(method, plain);

            if (!LEADS_ON.equals(plain)) {
                assertThat(bare).as("%s %s", method, plain).isNotIn(301, 302, 307, 308, 404, 405);
            }
            assertThat(status(method, plain + "/")).as("%s %s/", method, plain).isEqualTo(bare);
        }));
        assertThat(paths).hasSizeGreaterThan(20);
    }

    private static int status(String method, String path) {
        return given().contentType("application/json")
                .redirects()
                .follow(false)
                .request(method.toUpperCase(java.util.Locale.ROOT), path)
                .statusCode();
    }
}
