package org.dalgo.platform.log;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.operator.OperatedProfile;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.Test;

/** A line of production is one JSON object that says who asked for what. */
@QuarkusTest
@TestProfile(OperatedProfile.class)
class JsonLogTest {

    @Inject
    TestPeople people;

    @Test
    void aLineNamesRequestCallerOrganisationAndRun() {
        OrgView org = people.org();
        String token = people.token(people.member(org, "account_manager"));
        String request = "observed-" + UUID.randomUUID();
        UUID run = UUID.randomUUID();

        String answered = given().header("Authorization", "Bearer " + token)
                .header("x-dalgo-org", org.slug())
                .header("X-Request-Id", request)
                .get("/api/prefect/flow_runs/" + run + "/logs")
                .header("X-Request-Id");

        assertThat(answered).isEqualTo(request);
        JsonNode line =
                await().until(() -> lineOf(request), Optional::isPresent).orElseThrow();
        JsonNode ids = line.path("mdc");
        assertThat(ids.path("org").asText()).isEqualTo(Long.toString(org.id().value()));
        assertThat(ids.path("run").asText()).isEqualTo(run.toString());
        assertThat(ids.path("caller").asLong()).isPositive();
        assertThat(line.path("timestamp").asText()).isNotBlank();
        assertThat(line.path("level").asText()).isEqualTo("DEBUG");
        assertThat(line.toString()).doesNotContain(token);
    }

    @Test
    void anIdThatIsNoneIsReplaced() {
        String forged = "two words \"and a quote\"";

        String answered =
                given().header("X-Request-Id", forged).get("/api/currentuserv2").header("X-Request-Id");

        assertThat(UUID.fromString(answered)).isNotNull();
    }

    /** The last of them, when caller and organisation are known. */
    private static Optional<JsonNode> lineOf(String request) {
        try {
            return Files.readAllLines(OperatedProfile.LOG).stream()
                    .map(JsonLogTest::parse)
                    .filter(line -> line.path("mdc").path("request").asText().equals(request))
                    .filter(line -> line.path("mdc").has("caller"))
                    .reduce((first, second) -> second);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + line, e);
        }
    }
}
