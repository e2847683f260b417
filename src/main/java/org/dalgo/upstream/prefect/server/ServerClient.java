package org.dalgo.upstream.prefect.server;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.upstream.prefect.http.PrefectCalls;

/** Work pools, queues, workers, and the server itself. */
public final class ServerClient {

    private final PrefectCalls calls;
    private final ServerRestClient rest;

    public ServerClient(PrefectCalls calls) {
        this.calls = calls;
        this.rest = calls.client(ServerRestClient.class);
    }

    public Uni<Void> ensurePool(WorkPoolDraft pool) {
        return calls.execute("create the work pool", () -> rest.createPool(WorkPoolRequest.of(pool)))
                .onFailure(UpstreamFailure::isConflict)
                .recoverWithUni(() -> adopt(pool));
    }

    /** A pool that is there follows the template and the limit; its type cannot be changed. */
    private Uni<Void> adopt(WorkPoolDraft pool) {
        if (!pool.changes() && pool.type().equals(WorkPoolDraft.PROCESS)) {
            return Uni.createFrom().voidItem();
        }
        return calls.send("read the work pool", () -> rest.pool(pool.name()))
                .invoke(found -> requireType(pool, found.type()))
                .chain(() -> !pool.changes()
                        ? Uni.createFrom().voidItem()
                        : calls.execute(
                                "change the work pool",
                                () -> rest.updatePool(
                                        pool.name(), new UpdateWorkPoolRequest(pool.template(), pool.limit()))));
    }

    private static void requireType(WorkPoolDraft pool, String found) {
        if (!pool.type().equals(found)) {
            throw new IllegalStateException("Prefect's work pool " + pool.name() + " is of type " + found + ", not "
                    + pool.type() + ": delete it there, or name another one in dalgo.prefect.work-pool");
        }
    }

    public Uni<Void> ensureQueue(String pool, String name, Integer limit) {
        return createIfAbsent("create the work queue", () -> rest.createQueue(pool, new WorkQueueRequest(name, limit)));
    }

    public Uni<Optional<QueueHealth>> queueHealth(String pool, String queue) {
        return calls.send("read the work queue", () -> rest.queue(pool, queue))
                .map(found -> Optional.of(new QueueHealth(found.status(), found.lastPolled())))
                .onFailure(UpstreamFailure::isNotFound)
                .recoverWithItem(Optional.empty());
    }

    public Uni<Integer> onlineWorkers(String pool) {
        return calls.send("read the workers", () -> rest.workers(pool, new WorkerFilterRequest()))
                .map(ServerClient::online)
                .onFailure(UpstreamFailure::isNotFound)
                .recoverWithItem(0);
    }

    public Uni<PrefectInfo> info() {
        return calls.send("report its version", rest::version).chain(version -> calls.send(
                        "report its settings", rest::settings)
                .map(settings -> new PrefectInfo(version.asText(), settings.logStreaming(), settings.defaultLimit())));
    }

    private Uni<Void> createIfAbsent(String doing, Supplier<Uni<Void>> creation) {
        return calls.execute(doing, creation)
                .onFailure(UpstreamFailure::isConflict)
                .recoverWithNull();
    }

    private static int online(List<WorkerResponse> workers) {
        return Math.toIntExact(workers.stream()
                .filter(worker -> "ONLINE".equals(worker.status()))
                .count());
    }
}
