package org.dalgo;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The contract that clients read is committed; changing a route means changing it too. */
@QuarkusTest
class OpenApiContractTest {

    private static final Path COMMITTED = Path.of("src/main/openapi/openapi.yaml");

    @Test
    void theCommittedContractIsTheOneThatIsServed() throws IOException {
        String served = given().accept("application/yaml")
                .get("/q/openapi?format=yaml")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        if (Boolean.getBoolean("dalgo.openapi.update")) {
            Files.writeString(COMMITTED, served);
        }

        assertThat(served)
                .as("run ./mvnw test -Dtest=OpenApiContractTest -Ddalgo.openapi.update=true and review the diff")
                .isEqualTo(Files.readString(COMMITTED));
    }
}
