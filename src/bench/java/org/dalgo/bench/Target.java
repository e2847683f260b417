package org.dalgo.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The server under test and the Prefect behind it, as a benchmark sees them. */
final class Target {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI server;
    private final URI prefect;
    private final String org;
    private final String token;

    Target(Options options) {
        server = URI.create(options.text("server", "http://localhost:8002"));
        prefect = URI.create(options.text("prefect", "http://localhost:4200/api"));
        org = options.text("org", "demo");
        JsonObject credentials = new JsonObject()
                .put("username", options.text("user", "admin@demo.test"))
                .put("password", options.text("password", "demo-Passw0rd!"));
        token = new JsonObject(send(request("/api/login/").POST(body(credentials.encode())))).getString("token");
    }

    URI server() {
        return server;
    }

    String org() {
        return org;
    }

    String token() {
        return token;
    }

    /** Starts the pipeline of that name; answers Prefect's id of the run. */
    String start(String pipeline) {
        for (Object row : new JsonArray(send(request("/api/prefect/v1/flows/").GET()))) {
            JsonObject found = (JsonObject) row;
            if (pipeline.equals(found.getString("name"))) {
                String path = "/api/prefect/v1/flows/" + found.getString("deploymentId") + "/flow_run/";
                return new JsonObject(send(request(path).POST(body("{}")))).getString("flow_run_id");
            }
        }
        throw new IllegalArgumentException("no pipeline is called " + pipeline);
    }

    /** Stores lines in Prefect, as a worker does. */
    void write(String flowRun, List<String> messages) {
        JsonArray lines = new JsonArray();
        for (String message : messages) {
            lines.add(new JsonObject()
                    .put("name", "prefect.flow_runs")
                    .put("level", 20)
                    .put("message", message)
                    .put("timestamp", Instant.now().toString())
                    .put("flow_run_id", flowRun));
        }
        send(HttpRequest.newBuilder(URI.create(prefect + "/logs/"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(body(lines.encode())));
    }

    /** The finished log as the web app would read it. */
    List<String> archived(String flowRun) {
        String path = "/api/prefect/flow_runs/" + UUID.fromString(flowRun) + "/logs?limit=0";
        return new JsonObject(send(request(path).GET()))
                .getJsonObject("logs").getJsonArray("logs").stream()
                        .map(line -> ((JsonObject) line).getString("message"))
                        .toList();
    }

    /** Resident memory of a process in MiB. */
    static long residentMib(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("x-dalgo-org", org);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static HttpRequest.BodyPublisher body(String text) {
        return HttpRequest.BodyPublishers.ofString(text);
    }

    private static String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(answer.uri() + " answered " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException e) {
            throw new IllegalStateException("no answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
