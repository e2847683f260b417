package org.dalgo.platform.filter;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The tag "uri" of the request metrics takes few values, and all that the routes need. */
@QuarkusTest
class RequestMetricsTest {

    private static final Path CONTRACT = Path.of("src/main/openapi/openapi.yaml");

    @Inject
    MeterRegistry meters;

    @ConfigProperty(name = "quarkus.micrometer.binder.http-server.max-uri-tags")
    int limit;

    @Test
    void theLimitIsAboveTheNumberOfOperations() throws IOException {
        List<String> operations = Files.readAllLines(CONTRACT).stream()
                .filter(line -> line.strip().startsWith("operationId:"))
                .toList();

        assertThat(operations).isNotEmpty();
        assertThat(limit).isGreaterThan(operations.size() * 2);
    }

    @Test
    void addressesAreCountedByTheirTemplates() {
        String unknown = UUID.randomUUID().toString();
        for (String path : List.of(
                "/api/prefect/flow_runs/" + unknown + "/logs",
                "/api/" + unknown,
                "/" + unknown,
                "/runs/" + unknown,
                "/assets/" + unknown,
                "/webhooks/v1/airbyte_job/" + unknown)) {
            given().get(path);
            given().post(path);
            given().header("Origin", "https://evil.test").get(path);
        }

        Set<String> tags = meters.find("http.server.requests").timers().stream()
                .map(timer -> timer.getId().getTag("uri"))
                .collect(Collectors.toSet());
        assertThat(tags).contains("/api/prefect/flow_runs/{flow_run_id}/logs").noneMatch(tag -> tag.contains(unknown));
    }
}
