package org.dalgo.sandbox.prefect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import org.dalgo.platform.startup.StartupFailure;

/** The requests of a start to Prefect, before the application and its adapter run. Blocking. */
final class PrefectProbe {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int CREATED = 201;
    private static final int EXISTS = 409;
    private static final int OK = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String api;
    private final HttpClient http;

    PrefectProbe(String api) {
        this.api = api;
        // HTTP/2 would begin with an upgrade that uvicorn only warns about.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(LIMIT)
                .build();
    }

    /** Whether the server answers, its database included. */
    boolean isReady() {
        return send(HttpRequest.newBuilder().GET(), "/ready")
                .filter(answer -> answer.statusCode() == OK)
                .isPresent();
    }

    /** Makes the pool and the queue {@code queue} in it, where they are absent. */
    void ensureQueue(String pool, String queue) {
        create("/work_pools/", Map.of("name", pool, "type", "process"));
        create("/work_pools/" + pool + "/queues", Map.of("name", queue));
    }

    /**
     * Whether the worker of that name reported to the pool after {@code since}: its state alone stays online for a while
     * after its death.
     */
    boolean isOnline(String pool, String worker, Instant since) {
        return post("/work_pools/" + pool + "/workers/filter", Map.of())
                .filter(answer -> answer.statusCode() == OK)
                .filter(answer -> lists(answer.body(), worker, since))
                .isPresent();
    }

    private static boolean lists(String body, String worker, Instant since) {
        try {
            for (JsonNode row : JSON.readTree(body)) {
                if (worker.equals(row.path("name").asText()) && isOnline(row, since)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isOnline(JsonNode row, Instant since) {
        return "ONLINE".equals(row.path("status").asText())
                && OffsetDateTime.parse(row.path("last_heartbeat_time").asText())
                        .toInstant()
                        .isAfter(since);
    }

    private void create(String path, Map<String, String> body) {
        HttpResponse<String> answer =
                post(path, body).orElseThrow(() -> new StartupFailure("Prefect at " + api + " does not answer"));
        if (answer.statusCode() != CREATED && answer.statusCode() != EXISTS) {
            throw new StartupFailure("Prefect at " + api + " answered " + answer.statusCode() + " to POST " + path
                    + ": " + answer.body());
        }
    }

    private Optional<HttpResponse<String>> post(String path, Map<String, String> body) {
        try {
            return send(
                    HttpRequest.newBuilder()
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))),
                    path);
        } catch (IOException e) {
            throw new IllegalStateException("a map of texts is JSON", e);
        }
    }

    private Optional<HttpResponse<String>> send(HttpRequest.Builder request, String path) {
        try {
            return Optional.of(http.send(
                    request.uri(URI.create(api + path)).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupFailure("interrupted while waiting for Prefect", e);
        }
    }
}
