package org.dalgo.sandbox.airbyte.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.dalgo.sandbox.airbyte.config.Delay;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.config.WorkerPool;
import org.dalgo.sandbox.airbyte.connector.ConnectorFailure;
import org.dalgo.sandbox.airbyte.connector.ConnectorRegistry;
import org.dalgo.sandbox.airbyte.connector.DestinationConnector;
import org.dalgo.sandbox.airbyte.connector.SourceConnector;
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
    private boolean cancelled;

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
        logWriter.cancelling();
    }

    /** Runs to the end. Fails with {@link ConnectorFailure} or {@link AttemptCancelled}. */
    Future<Void> run() {
        logWriter.start(job.id(), job.attempts().size() - 1);
        Iterator<ConfiguredStream> streams = plan.streams().iterator();
        return open().compose(done -> throttle(plan.timing().running().dividedBy(2)))
                .compose(done -> each(streams))
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
        return workerPool
                .run(() -> destination.open(plan.destinationConfig(), job.id()))
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

    private Future<Void> each(Iterator<ConfiguredStream> streams) {
        if (hasFault("stuck")) {
            return stuck();
        }
        if (hasFault("attempt_fail") || hasFault("job_fail")) {
            return Future.failedFuture(injectedFailure());
        }
        if (!streams.hasNext()) {
            return Future.succeededFuture();
        }
        return move(streams.next())
                .compose(done -> hasFault("partial_success") ? Future.failedFuture(injectedFailure()) : each(streams));
    }

    private Future<Void> move(ConfiguredStream stream) {
        String namespace =
                connectorRegistry.destination(plan.destinationDefinition()).defaultNamespace(plan.destinationConfig());
        DestinationConnector.Target target = plan.target(stream, namespace);
        JsonNode state = job.type().equals("refresh") ? SandboxJson.object() : state(stream);
        logWriter.opening(target, state);
        Promise<Void> moved = Promise.promise();
        workerPool
                .run(() -> {
                    load.begin(target);
                    return connectorRegistry.source(plan.sourceDefinition()).read(plan.sourceConfig(), stream, state);
                })
                .onFailure(moved::fail)
                .onSuccess(records -> {
                    Promise<Void> pumped = Promise.promise();
                    pump(target, records, pumped);
                    pumped.future()
                            .compose(done -> commit(target, records))
                            .eventually(() -> workerPool.run(() -> {
                                records.close();
                                return null;
                            }))
                            .onComplete(moved);
                });
        return moved.future();
    }

    /** Not a chain of futures: a long stream would nest it as deep as it has portions. */
    private void pump(DestinationConnector.Target target, SourceConnector.Records records, Promise<Void> done) {
        if (cancelled) {
            done.fail(new AttemptCancelled());
            return;
        }
        workerPool
                .run(() -> portion(target, records))
                .compose(portion -> count(target.stream(), portion))
                .onFailure(done::fail)
                .onSuccess(more -> {
                    if (more) {
                        pump(target, records, done);
                    } else {
                        done.complete();
                    }
                });
    }

    private record Portion(int records, long bytes) {}

    private Portion portion(DestinationConnector.Target target, SourceConnector.Records records) {
        List<ObjectNode> portion = records.next(PORTION);
        if (!portion.isEmpty()) {
            load.write(target, portion);
        }
        return new Portion(
                portion.size(),
                portion.stream().mapToLong(record -> record.toString().length()).sum());
    }

    private Future<Boolean> count(ConfiguredStream stream, Portion portion) {
        if (portion.records() == 0) {
            return Future.succeededFuture(false);
        }
        counters.add(stream, portion.records(), portion.bytes());
        job.count(counters);
        sandboxStore.touch();
        logWriter.read(stream, counters.of(stream));
        Duration pace = plan.timing()
                .perThousandRecords()
                .multipliedBy(portion.records())
                .dividedBy(1000);
        return throttle(clock.millis() - startedAt > plan.timing().runningCap().toMillis() ? Duration.ZERO : pace)
                .map(true);
    }

    private Future<Void> commit(DestinationConnector.Target target, SourceConnector.Records records) {
        return workerPool
                .run(() -> {
                    load.commit(target);
                    return Optional.ofNullable(records.state());
                })
                .onSuccess(state -> {
                    counters.commit(target.stream());
                    job.count(counters);
                    state.ifPresent(reached -> saveState(target.stream(), reached));
                    logWriter.committed(target, counters.of(target.stream()));
                })
                .mapEmpty();
    }

    private JsonNode state(ConfiguredStream stream) {
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
