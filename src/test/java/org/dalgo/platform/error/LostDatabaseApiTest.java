package org.dalgo.platform.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dalgo.testsupport.TestPeople;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** PostgreSQL ends the connection in the middle of a request. */
@QuarkusTest
class LostDatabaseApiTest {

    private static final String WAITING =
            """
            select pid from pg_stat_activity
            where wait_event_type = 'Lock' and query like '%from audit_entry%' and pid <> pg_backend_pid()
            """;

    @Inject
    TestPeople people;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    @Test
    void aTerminatedBackendIsA503WithRetryAfter()
            throws SQLException, ExecutionException, InterruptedException, TimeoutException {
        String token = people.token(people.member(people.org(), "account_manager"));
        Response answer;
        try (Connection locking = DriverManager.getConnection(url, user, password);
                Connection operator = DriverManager.getConnection(url, user, password)) {
            locking.setAutoCommit(false);
            execute(locking, "lock table audit_entry in access exclusive mode");
            CompletableFuture<Response> request = CompletableFuture.supplyAsync(
                    () -> RestAssured.given().auth().oauth2(token).get("/api/audit"));
            await().atMost(Duration.ofSeconds(20)).until(() -> terminateWaiting(operator));
            answer = request.get(20, TimeUnit.SECONDS);
            locking.rollback();
        }

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.jsonPath().getString("detail")).contains("database", "PostgreSQL");
        assertThat(answer.jsonPath().getString("code")).isEqualTo("DATABASE_UNAVAILABLE");
        assertThat(RestAssured.given().auth().oauth2(token).get("/api/audit").statusCode())
                .isEqualTo(200);
    }

    private static boolean terminateWaiting(Connection operator) throws SQLException {
        try (Statement statement = operator.createStatement();
                ResultSet found =
                        statement.executeQuery("select pg_terminate_backend(pid) from (" + WAITING + ") as waiting")) {
            return found.next();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
