package org.dalgo.platform.log;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.Test;

/** A line of production is one JSON object that says who asked for what. */
@QuarkusTest
@TestProfile(JsonLogTest.JsonToFile.class)
class JsonLogTest {

    private static final Path LOG = Path.of("target", "json-log-test.log");

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
            return Files.readAllLines(LOG).stream()
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

    /** The formatter of production, into a file that a test can read. */
    public static class JsonToFile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "dalgo.run.watch", "false",
                    "dalgo.log.read", "false",
                    "quarkus.log.file.enabled", "true",
                    "quarkus.log.file.path", LOG.toString(),
                    "quarkus.log.file.json.enabled", "true",
                    "quarkus.log.category.\"org.dalgo.platform.error\".level", "DEBUG");
        }
    }
}
