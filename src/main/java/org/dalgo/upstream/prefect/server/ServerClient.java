package org.dalgo.upstream.prefect.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dalgo.upstream.prefect.http.PrefectCall;
import org.dalgo.upstream.prefect.http.PrefectFailures;
import org.dalgo.upstream.prefect.http.PrefectHttpClient;

/** Work pools, queues, workers, and the server itself. */
public final class ServerClient {

    private final PrefectHttpClient http;

    public ServerClient(PrefectHttpClient http) {
        this.http = http;
    }

    public Uni<Void> ensurePool(WorkPoolDraft pool) {
        // An empty template makes the first worker bring the one of its own version.
        Object template = pool.template() == null ? Map.of() : pool.template();
        Map<String, Object> body = Map.of("name", pool.name(), "type", pool.type(), "base_job_template", template);
        return http.send(PrefectCall.post("/work_pools/", body, "create the work pool")
                        .asRepeatable())
                .replaceWithVoid()
                .onFailure(PrefectFailures::isConflict)
                .recoverWithUni(() -> adopt(pool));
    }

    /** A pool that is there follows the template; its type cannot be changed. */
    private Uni<Void> adopt(WorkPoolDraft pool) {
        if (pool.template() == null && pool.type().equals(WorkPoolDraft.PROCESS)) {
            return Uni.createFrom().voidItem();
        }
        return http.send(PrefectCall.get(pool(pool.name()), "read the work pool"))
                .invoke(found -> requireType(pool, found.path("type").asText()))
                .chain(() -> pool.template() == null
                        ? Uni.createFrom().voidItem()
                        : http.send(PrefectCall.patch(
                                        pool(pool.name()),
                                        Map.of("base_job_template", pool.template()),
                                        "change the work pool"))
                                .replaceWithVoid());
    }

    private static void requireType(WorkPoolDraft pool, String found) {
        if (!found.equals(pool.type())) {
            throw new IllegalStateException("Prefect's work pool " + pool.name() + " is of type " + found + ", not "
                    + pool.type() + ": delete it there, or name another one in dalgo.prefect.work-pool");
        }
    }

    public Uni<Void> ensureQueue(String pool, String name, Integer limit) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        if (limit != null) {
            body.put("concurrency_limit", limit);
        }
        return createIfAbsent(PrefectCall.post(pool(pool) + "/queues", body, "create the work queue"));
    }

    public Uni<Optional<QueueHealth>> queueHealth(String pool, String queue) {
        PrefectCall prefectCall =
                PrefectCall.get(pool(pool) + "/queues/" + PrefectCall.segment(queue), "read the work queue");
        return http.send(prefectCall, WorkQueueResponse.class)
                .map(found -> Optional.of(new QueueHealth(found.status(), found.lastPolled())))
                .onFailure(PrefectFailures::isNotFound)
                .recoverWithItem(Optional.empty());
    }

    public Uni<Integer> onlineWorkers(String pool) {
        PrefectCall prefectCall = PrefectCall.filter(pool(pool) + "/workers/filter", Map.of(), "read the workers");
        return http.sendForList(prefectCall, WorkerResponse.class)
                .map(ServerClient::online)
                .onFailure(PrefectFailures::isNotFound)
                .recoverWithItem(0);
    }

    public Uni<PrefectInfo> info() {
        return http.send(PrefectCall.get("/admin/version", "report its version"))
                .chain(version -> http.send(PrefectCall.get("/admin/settings", "report its settings"))
                        .map(settings -> info(version.asText(), settings.path("server"))));
    }

    private static PrefectInfo info(String version, JsonNode server) {
        JsonNode logs = server.path("logs");
        boolean streaming = logs.path("stream_out_enabled").asBoolean()
                && logs.path("stream_publishing_enabled").asBoolean();
        return new PrefectInfo(
                version, streaming, server.path("api").path("default_limit").asInt(200));
    }

    private Uni<Void> createIfAbsent(PrefectCall prefectCall) {
        return http.send(prefectCall.asRepeatable())
                .replaceWithVoid()
                .onFailure(PrefectFailures::isConflict)
                .recoverWithNull();
    }

    private static int online(List<WorkerResponse> workers) {
        return Math.toIntExact(workers.stream()
                .filter(worker -> "ONLINE".equals(worker.status()))
                .count());
    }

    private static String pool(String name) {
        return "/work_pools/" + PrefectCall.segment(name);
    }
}
