package org.dalgo.sandbox.airbyte;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.route.WorkspaceRoutes;

/** Speaks HTTP to a sandbox as a stranger would: nothing here knows its classes. */
final class SandboxClient {

    /** Real connectors take seconds for each call, more on a busy machine. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    static final String FAKER = "dfd88b22-b603-4c3d-aad7-3701784586b1";
    static final String FILE = "778daa7c-feaf-4db6-96f3-70fd645acc77";
    static final String POSTGRES_SOURCE = "decd338e-5647-4c0b-adf4-da0e75f5a750";
    static final String POSTGRES = "25c5221d-dce2-4163-ade9-739ef790f503";

    /** An answer: its status and its body, missing when there is none. */
    record Answer(int status, JsonNode json, String text) {}

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    SandboxClient(int port) {
        base = "http://127.0.0.1:" + port;
    }

    String address(String path) {
        return base + path;
    }

    Answer send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(LIMIT)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            boolean json =
                    response.headers().firstValue("content-type").orElse("").startsWith("application/json");
            JsonNode tree = json ? SandboxJson.MAPPER.readTree(response.body()) : SandboxJson.MAPPER.missingNode();
            return new Answer(response.statusCode(), tree, response.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Answer call(String path, ObjectNode body) {
        return send("POST", "/api/v1/" + path, body.toString());
    }

    /** A call that must work. */
    JsonNode post(String path, ObjectNode body) {
        Answer answer = call(path, body);
        assertThat(answer.status()).as("%s: %s", path, answer.text()).isIn(200, 204);
        return answer.json();
    }

    void control(String name, ObjectNode body) {
        assertThat(send("POST", "/_sandbox/" + name, body.toString()).status()).isEqualTo(204);
    }

    String workspace() {
        return post(
                        "workspaces/create",
                        SandboxJson.object()
                                .put("name", "ngo")
                                .put("organizationId", WorkspaceRoutes.DEFAULT_ORGANIZATION))
                .get("workspaceId")
                .asText();
    }

    String source(String workspace, String definition, ObjectNode config) {
        ObjectNode body = SandboxJson.object()
                .put("workspaceId", workspace)
                .put("sourceDefinitionId", definition)
                .put("name", "a source");
        body.set("connectionConfiguration", config);
        return post("sources/create", body).get("sourceId").asText();
    }

    String destination(String workspace, ObjectNode config) {
        ObjectNode body = SandboxJson.object()
                .put("workspaceId", workspace)
                .put("destinationDefinitionId", POSTGRES)
                .put("name", "warehouse");
        body.set("connectionConfiguration", config);
        return post("destinations/create", body).get("destinationId").asText();
    }

    JsonNode discover(String source) {
        return post(
                "sources/discover_schema",
                SandboxJson.object().put("sourceId", source).put("disable_cache", true));
    }

    /** A connection with every discovered stream selected. */
    String connection(String source, String destination) {
        JsonNode discovered = discover(source);
        discovered.get("catalog").get("streams").forEach(element -> ((ObjectNode) element.get("config"))
                .put("selected", true));
        ObjectNode body = SandboxJson.object()
                .put("sourceId", source)
                .put("destinationId", destination)
                .put("status", "active")
                .put("sourceCatalogId", discovered.get("catalogId").asText());
        body.set("syncCatalog", discovered.get("catalog"));
        return post("connections/create", body).get("connectionId").asText();
    }

    long start(String connection) {
        return post("connections/sync", SandboxJson.object().put("connectionId", connection))
                .get("job")
                .get("id")
                .asLong();
    }

    JsonNode job(long id) {
        return post("jobs/get", SandboxJson.object().put("id", id));
    }

    /** The job once it has one of these states. */
    JsonNode awaitJob(long id, String... states) {
        return await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> job(id), job -> java.util.List.of(
                        states)
                .contains(job.get("job").get("status").asText()));
    }

    JsonNode sync(String connection) {
        return awaitJob(start(connection), "succeeded", "failed", "cancelled");
    }
}
