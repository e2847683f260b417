package org.dalgo.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A pipeline of the flow {@code src/bench/flows/stamped.py} in the real Prefect, run by the real worker: it says its
 * lines, then waits until it is let go. Started as a click does.
 */
final class Pipeline {

    private static final String LABEL = "dbt-run";

    private final String prefect;
    private final UUID deployment;
    private final Path gate;

    /**
     * @param lines that each run says
     * @param pause mean time between two lines
     */
    Pipeline(Stage stage, int lines, Duration pause) {
        prefect = stage.prefectUrl();
        gate = Path.of("target", "bench", UUID.randomUUID() + ".gate").toAbsolutePath();
        String name = "stamped-" + UUID.randomUUID();
        deployment = deploy(
                name,
                new JsonObject()
                        .put("label", LABEL)
                        .put("lines", lines)
                        .put("pause", pause.toMillis() / 1e3)
                        .put("gate", gate.toString()));
        stage.seed().attach(deployment, name, LABEL);
    }

    private UUID deploy(String name, JsonObject config) {
        String flow = new JsonObject(
                        post("/flows/", new JsonObject().put("name", "stamped").encode()))
                .getString("id");
        JsonObject draft = new JsonObject()
                .put("name", name)
                .put("flow_id", flow)
                .put("work_pool_name", "dalgo")
                .put("work_queue_name", "ddp")
                .put("entrypoint", "stamped.py:run")
                .put("path", Path.of("src/bench/flows").toAbsolutePath().toString())
                .put("pull_steps", new JsonArray())
                .put("parameters", new JsonObject().put("config", config));
        return UUID.fromString(new JsonObject(post("/deployments/", draft.encode())).getString("id"));
    }

    /** Starts a run and waits until it works. */
    String start(Client client) throws InterruptedException {
        String path = "/api/prefect/v1/flows/" + deployment + "/flow_run/";
        String run = new JsonObject(client.post(path, "{}")).getString("flow_run_id");
        Instant deadline = Instant.now().plusSeconds(60);
        while (!new JsonObject(client.get("/api/prefect/flow_runs/" + run))
                .getString("state_type")
                .equals("RUNNING")) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("the worker did not begin the run within a minute");
            }
            Thread.sleep(200);
        }
        return run;
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
        post("/logs/", lines.encode());
    }

    /** Lets waiting runs end. */
    void letGo() {
        try {
            Files.writeString(gate, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String post(String path, String body) {
        return Client.send(HttpRequest.newBuilder(URI.create(prefect + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }
}
