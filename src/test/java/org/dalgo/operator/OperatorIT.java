package org.dalgo.operator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.dalgo.platform.startup.postgres.EmbeddedPostgres;
import org.dalgo.platform.startup.postgres.PostgresDatabase;
import org.dalgo.platform.startup.postgres.PostgresOptions;
import org.dalgo.testsupport.PackagedApplication;
import org.dalgo.testsupport.TestServers;
import org.junit.jupiter.api.Test;

/** The packaged program on an empty database: it says how to begin, and a command beside it does that. */
class OperatorIT {

    private static final String PASSWORD = "a long enough password";

    private final String email = "first-" + UUID.randomUUID() + "@ngo.test";

    @Test
    void aFirstStartSaysHowToBeginAndACommandBesideItDoes() {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(PostgresOptions.disposable(
                        Path.of("target", "operator-postgres"), TestServers.CACHE.resolve("postgres")));
                PackagedApplication application = new PackagedApplication(
                        postgres.database(PostgresDatabase.APPLICATION),
                        Map.of(
                                "dalgo.prefect.url",
                                "http://127.0.0.1:9/api",
                                "dalgo.airbyte.url",
                                "http://127.0.0.1:9"))) {
            application.start();
            await().untilAsserted(
                            () -> assertThat(PackagedApplication.log()).contains("operator create-admin --email"));

            String answer = application.operator(PASSWORD + "\n", "create-admin", "--email", email);

            assertThat(answer).isEqualTo(email + " is registered, and is an administrator" + System.lineSeparator());
            assertThat(given().contentType("application/json")
                            .body(Map.of("username", email, "password", PASSWORD))
                            .post(application.url() + "/api/login/")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(application.operator("", "list-orgs")).isEmpty();
        }
    }
}
