package org.dalgo.sandbox.airbyte.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dalgo.sandbox.airbyte.config.Delay;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.config.WorkerPool;
import org.dalgo.sandbox.airbyte.connector.ConnectorFailure;
import org.dalgo.sandbox.airbyte.connector.DestinationConnector;
import org.dalgo.sandbox.airbyte.connector.SourceConnector;
import org.dalgo.sandbox.airbyte.connector.registry.ConnectorRegistry;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.store.SandboxStore;

/** One attempt of a sync: moves records in portions, at the configured pace, until done or cancelled. */
final class SyncAttempt {

    private static final int PORTION = 500;

    private final JobDocument job;
    private final JobPlan plan;
    private final ConnectorRegistry connectorRegistry;
    private final SandboxStore sandboxStore;
    private final WorkerPool workerPool;
    private final Delay delay;
    private final SandboxClock clock;
    private final Optional<ObjectNode> fault;
    private final JobCounters counters = new JobCounters();
    private final AttemptLogWriter logWriter;
    private final long startedAt;
    private DestinationConnector.Load load;
    private final Map<ConfiguredStream, DestinationConnector.Target> targets = new HashMap<>();
    private String namespace;
    private volatile SourceConnector.Reading reading;
    private volatile boolean cancelled;

    SyncAttempt(
            JobDocument job,
            JobPlan plan,
            ConnectorRegistry connectorRegistry,
            SandboxStore sandboxStore,
            WorkerPool workerPool,
            Delay delay,
            SandboxClock clock,
            Optional<ObjectNode> fault) {
        this.job = job;
        this.plan = plan;
        this.connectorRegistry = connectorRegistry;
        this.sandboxStore = sandboxStore;
        this.workerPool = workerPool;
        this.delay = delay;
        this.clock = clock;
        this.fault = fault;
        this.logWriter = new AttemptLogWriter(new JobLog(job.events(), clock), plan);
        this.startedAt = clock.millis();
    }

    void cancel() {
        cancelled = true;
        if (reading != null) {
            reading.cancel();
        }
        logWriter.cancelling();
    }

    /** Runs to the end. Fails with {@link ConnectorFailure} or {@link AttemptCancelled}. */
    Future<Void> run() {
        logWriter.start(job.id(), job.attempts().size() - 1);
        return open().compose(done -> throttle(plan.timing().running().dividedBy(2)))
                .compose(done -> move())
                .compose(done -> throttle(plan.timing().running().dividedBy(2)))
                .eventually(this::close)
                .onSuccess(done -> logWriter.summary(counters))
                .onFailure(failure -> logWriter.failed(failure));
    }

    JobCounters counters() {
        return counters;
    }

    private Future<Void> open() {
        DestinationConnector destination = connectorRegistry.destination(plan.destinationDefinition());
        namespace = destination.defaultNamespace(plan.destinationConfig());
        return workerPool
                .run(() -> destination.open(plan.destinationConfig(), job.id(), plan.targets(namespace)))
                .onSuccess(opened -> load = opened)
                .mapEmpty();
    }

    private Future<Void> close() {
        if (load == null) {
            return Future.succeededFuture();
        }
        return workerPool
                .run(() -> {
                    load.close();
                    return null;
                })
                .mapEmpty();
    }

    private Future<Void> move() {
        if (hasFault("stuck")) {
            return stuck();
        }
        if (hasFault("attempt_fail") || hasFault("job_fail")) {
            return Future.failedFuture(injectedFailure());
        }
        List<SourceConnector.Selected> selected = plan.streams().stream()
                .map(stream -> new SourceConnector.Selected(stream, state(stream)))
                .toList();
        Promise<Void> moved = Promise.promise();
        workerPool
                .run(() -> reading =
                        connectorRegistry.source(plan.sourceDefinition()).open(plan.sourceConfig(), selected))
                .onFailure(moved::fail)
                .onSuccess(opened -> {
                    Promise<Void> pumped = Promise.promise();
                    pump(pumped);
                    pumped.future()
                            .eventually(() -> workerPool.run(() -> {
                                opened.close();
                                return null;
                            }))
                            .onComplete(moved);
                });
        return moved.future();
    }

    /** Not a chain of futures: a long stream would nest it as deep as it has portions. */
    private void pump(Promise<Void> done) {
        if (cancelled) {
            done.fail(new AttemptCancelled());
            return;
        }
        workerPool
                .run(this::portion)
                .compose(this::account)
                .onFailure(failure -> done.fail(cancelled ? new AttemptCancelled() : failure))
                .onSuccess(more -> {
                    if (more) {
                        pump(done);
                    } else {
                        done.complete();
                    }
                });
    }

    /**
     * What one turn has done.
     *
     * @param begun streams whose first item came
     * @param moved records and bytes by stream
     * @param lines for the log
     * @param kept states whose records are lasting, by stream
     * @param ended a stream that is committed; null when none ended
     * @param nulled values of that stream that did not fit their columns, by field
     * @param last whether nothing follows
     */
    private record Portion(
            List<ConfiguredStream> begun,
            Map<ConfiguredStream, Moved> moved,
            List<SourceConnector.Item.Line> lines,
            Map<ConfiguredStream, JsonNode> kept,
            SourceConnector.Item.Ended ended,
            Map<String, Long> nulled,
            boolean last) {}

    private record Moved(int records, long bytes) {}

    /** On a worker thread. */
    private Portion portion() {
        List<SourceConnector.Item> items = reading.next(PORTION);
        List<ConfiguredStream> begun = new ArrayList<>();
        List<SourceConnector.Item.Line> lines = new ArrayList<>();
        Map<ConfiguredStream, List<ObjectNode>> rows = new LinkedHashMap<>();
        Map<ConfiguredStream, JsonNode> states = new LinkedHashMap<>();
        SourceConnector.Item.Ended ended = null;
        for (SourceConnector.Item item : items) {
            if (item instanceof SourceConnector.Item.Row row) {
                rows.computeIfAbsent(row.stream(), key -> new ArrayList<>()).add(row.data());
            } else if (item instanceof SourceConnector.Item.Line line) {
                lines.add(line);
            } else if (item instanceof SourceConnector.Item.State state) {
                states.put(state.stream(), state.state());
            } else if (item instanceof SourceConnector.Item.Ended end) {
                ended = end;
            }
        }
        Map<ConfiguredStream, Moved> moved = new LinkedHashMap<>();
        rows.forEach((stream, records) -> {
            load.write(target(stream, begun), records);
            long bytes = records.stream()
                    .mapToLong(record -> record.toString().length())
                    .sum();
            moved.put(stream, new Moved(records.size(), bytes));
        });
        states.keySet().removeIf(stream -> cancelled || !load.checkpoint(target(stream, begun)));
        Map<String, Long> nulled = Map.of();
        if (ended != null && !cancelled) {
            DestinationConnector.Target target = target(ended.stream(), begun);
            load.commit(target);
            nulled = load.nulled(target);
        }
        return new Portion(begun, moved, lines, states, ended, nulled, items.isEmpty());
    }

    private DestinationConnector.Target target(ConfiguredStream stream, List<ConfiguredStream> begun) {
        return targets.computeIfAbsent(stream, key -> {
            DestinationConnector.Target target = plan.target(stream, namespace);
            load.begin(target);
            begun.add(stream);
            return target;
        });
    }

    /** On the event loop; the answer is whether there is more. */
    private Future<Boolean> account(Portion portion) {
        portion.lines().forEach(line -> logWriter.said(line.isError(), line.text()));
        portion.begun().forEach(stream -> logWriter.opening(targets.get(stream), state(stream)));
        int records = 0;
        for (Map.Entry<ConfiguredStream, Moved> moved : portion.moved().entrySet()) {
            counters.add(
                    moved.getKey(), moved.getValue().records(), moved.getValue().bytes());
            logWriter.read(moved.getKey(), counters.of(moved.getKey()));
            records += moved.getValue().records();
        }
        portion.kept().forEach((stream, state) -> {
            counters.commit(stream);
            saveState(stream, state);
            logWriter.checkpoint(stream, counters.of(stream));
        });
        if (portion.ended() != null && !cancelled) {
            committed(portion.ended(), portion.nulled());
        }
        job.count(counters);
        sandboxStore.touch();
        if (portion.ended() != null && hasFault("partial_success")) {
            return Future.failedFuture(injectedFailure());
        }
        Duration pace = plan.timing().perThousandRecords().multipliedBy(records).dividedBy(1000);
        return throttle(clock.millis() - startedAt > plan.timing().runningCap().toMillis() ? Duration.ZERO : pace)
                .map(!portion.last());
    }

    private void committed(SourceConnector.Item.Ended ended, Map<String, Long> nulled) {
        ConfiguredStream stream = ended.stream();
        counters.commit(stream);
        if (ended.state() != null) {
            saveState(stream, ended.state());
        }
        counters.addNulled(nulled.values().stream().mapToLong(Long::longValue).sum());
        logWriter.nulled(stream, nulled);
        logWriter.committed(targets.get(stream), counters.of(stream));
    }

    private JsonNode state(ConfiguredStream stream) {
        if (job.type().equals("refresh")) {
            return SandboxJson.object();
        }
        String id = job.connectionId();
        return stream.incremental() && sandboxStore.states.has(id)
                ? sandboxStore.states.any(id).path(stream.identity())
                : SandboxJson.object();
    }

    private void saveState(ConfiguredStream stream, JsonNode state) {
        String id = job.connectionId();
        ObjectNode states = sandboxStore.states.has(id) ? sandboxStore.states.any(id) : SandboxJson.object();
        states.set(stream.identity(), state);
        sandboxStore.states.put(id, states);
        sandboxStore.touch();
    }

    private Future<Void> stuck() {
        return cancelled
                ? Future.failedFuture(new AttemptCancelled())
                : delay.of(Duration.ofMillis(100)).compose(done -> stuck());
    }

    private Future<Void> throttle(Duration time) {
        return delay.of(time)
                .compose(done -> cancelled ? Future.failedFuture(new AttemptCancelled()) : Future.succeededFuture());
    }

    private boolean hasFault(String action) {
        return fault.isPresent() && fault.get().path("action").asText().equals(action);
    }

    private ConnectorFailure injectedFailure() {
        boolean config = hasFault("job_fail")
                || fault.orElseThrow().path("failureType").asText().equals("config_error");
        return new ConnectorFailure(
                SandboxActorType.SOURCE,
                config ? ConnectorFailure.Type.CONFIG_ERROR : ConnectorFailure.Type.TRANSIENT_ERROR,
                fault.orElseThrow().path("message").asText("The source stopped answering"),
                new IllegalStateException("ordered by a test"));
    }
}
