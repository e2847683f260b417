package org.dalgo.upstream.prefect;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Work pools, queues, workers, and the server itself. */
final class ServerCalls {

    private final PrefectHttp http;

    ServerCalls(PrefectHttp http) {
        this.http = http;
    }

    Uni<Void> ensurePool(String name) {
        // An empty template makes the first worker bring the one of its own version.
        Map<String, Object> body = Map.of("name", name, "type", "process", "base_job_template", Map.of());
        return made(Call.post("/work_pools/", body, "create the work pool"));
    }

    Uni<Void> ensureQueue(String pool, String name, Integer limit) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        if (limit != null) {
            body.put("concurrency_limit", limit);
        }
        return made(Call.post(pool(pool) + "/queues", body, "create the work queue"));
    }

    Uni<Optional<QueueHealth>> queueHealth(String pool, String queue) {
        Call call = Call.get(pool(pool) + "/queues/" + Call.segment(queue), "read the work queue");
        return http.send(call, Wire.Queue.class)
                .map(found -> Optional.of(new QueueHealth(found.status(), found.lastPolled())))
                .onFailure(Absent::is)
                .recoverWithItem(Optional.empty());
    }

    Uni<Integer> onlineWorkers(String pool) {
        Call call = Call.filter(pool(pool) + "/workers/filter", Map.of(), "read the workers");
        return http.send(call, Wire.Worker[].class)
                .map(ServerCalls::online)
                .onFailure(Absent::is)
                .recoverWithItem(0);
    }

    Uni<PrefectInfo> info() {
        return http.send(Call.get("/admin/version", "tell its version"))
                .chain(version -> http.send(Call.get("/admin/settings", "tell its settings"))
                        .map(settings -> info(version.asText(), settings.path("server"))));
    }

    private static PrefectInfo info(String version, JsonNode server) {
        JsonNode logs = server.path("logs");
        boolean streaming = logs.path("stream_out_enabled").asBoolean()
                && logs.path("stream_publishing_enabled").asBoolean();
        return new PrefectInfo(
                version, streaming, server.path("api").path("default_limit").asInt(200));
    }

    private Uni<Void> made(Call call) {
        return http.send(call.asRepeatable())
                .replaceWithVoid()
                .onFailure(Absent::not)
                .recoverWithNull();
    }

    private static int online(Wire.Worker[] workers) {
        return Math.toIntExact(Arrays.stream(workers)
                .filter(worker -> "ONLINE".equals(worker.status()))
                .count());
    }

    private static String pool(String name) {
        return "/work_pools/" + Call.segment(name);
    }
}
