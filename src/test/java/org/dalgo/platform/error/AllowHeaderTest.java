package org.dalgo.platform.error;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class AllowHeaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            DELETE | /api/audit                                  | GET, HEAD, OPTIONS
            GET    | /api/v2/login/                              | OPTIONS, POST
            GET    | /api/v2/login                               | OPTIONS, POST
            POST   | /api/airbyte/sources/1                      | DELETE, GET, HEAD, OPTIONS, PUT
            PATCH  | /api/airbyte/sources/oauth/1                | OPTIONS, PUT
            PUT    | /api/airbyte/sources/1/schema_catalog       | GET, HEAD, OPTIONS
            GET    | /api/prefect/flows/1/set_schedule/active    | OPTIONS, POST
            PATCH  | /api/org/logo/                              | DELETE, GET, HEAD, OPTIONS, PUT
            GET    | /webhooks/v1/airbyte_job/1                  | OPTIONS, POST
            PUT    | /api/warehouse/table_data/a%2Fb/c           | GET, HEAD, OPTIONS
            """)
    void aMethodThatARouteDoesNotTakeNamesThoseThatItTakes(String method, String path, String allowed) {
        Response answer = given().urlEncodingEnabled(false).request(method, path);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo(allowed);
    }

    @Test
    void otherAnswersDoNot() {
        assertThat(given().get("/api/audit").header("Allow")).isNull();
        assertThat(given().get("/api/none").header("Allow")).isNull();
    }

    @Test
    void aPreflightIsAnsweredByCors() {
        Response answer = given().header("Origin", "http://localhost:3001")
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "x-dalgo-org")
                .options("/api/airbyte/sources/1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("PUT");
        assertThat(answer.header("Allow")).isNull();
    }
}
