package org.dalgo.platform.orgevent;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.dalgo.platform.startup.postgres.EmbeddedPostgres;
import org.dalgo.platform.startup.postgres.PostgresDatabase;
import org.dalgo.platform.startup.postgres.PostgresOptions;
import org.dalgo.testsupport.PackagedApplication;
import org.dalgo.testsupport.SseClient;
import org.dalgo.testsupport.TestDatabase;
import org.dalgo.testsupport.TestServers;
import org.junit.jupiter.api.Test;

/** The packaged program gets a request to stop while a stream is open. */
class GracefulShutdownIT {

    private static final String PASSWORD = "a long enough password";

    private final String email = "first-" + UUID.randomUUID() + "@ngo.test";

    @Test
    void readinessGoesRedBeforeStreamsEndAndTheProcessEndsAfterThem() {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(PostgresOptions.disposable(
                        Path.of("target", "shutdown-postgres"), TestServers.CACHE.resolve("postgres")));
                PackagedApplication application = new PackagedApplication(
                        postgres.database(PostgresDatabase.APPLICATION),
                        Map.of(
                                "dalgo.prefect.url",
                                "http://127.0.0.1:9/api",
                                "dalgo.airbyte.url",
                                "http://127.0.0.1:9"))) {
            application.start();
            application.operator(PASSWORD + "\n", "create-admin", "--email", email);
            addMembership(new TestDatabase(postgres.database(PostgresDatabase.APPLICATION)));
            try (SseClient viewer =
                    SseClient.open(application.url() + "/api/stream", token(application), "shelter", null)) {
                assertThat(viewer.status()).isEqualTo(200);

                application.terminate();

                await().atMost(Duration.ofSeconds(2))
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> application.readiness() == 503);
                assertThat(viewer.closesWithin(Duration.ofMillis(300))).isFalse();
                assertThat(viewer.closesWithin(Duration.ofSeconds(4))).isTrue();
                assertThat(application.hasEnded()).isFalse();
                await().atMost(Duration.ofSeconds(20)).until(application::hasEnded);
            }
        }
    }

    private void addMembership(TestDatabase database) {
        database.update("insert into org (name, slug) values ('Shelter', 'shelter')");
        database.update(
                "insert into membership (org_id, account_id, role_id) select o.id, a.id, r.id from org o, account a, role r"
                        + " where o.slug = 'shelter' and a.email = ? and r.slug = 'account_manager'",
                email);
    }

    private String token(PackagedApplication application) {
        return given().contentType("application/json")
                .body(Map.of("username", email, "password", PASSWORD))
                .post(application.url() + "/api/login/")
                .then()
                .statusCode(200)
                .extract()
                .path("token");
    }
}
