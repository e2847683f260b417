package org.dalgo.sandbox.airbyte.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.dalgo.sandbox.airbyte.connector.ConnectorFailure;
import org.dalgo.sandbox.airbyte.connector.Connectors;
import org.dalgo.sandbox.airbyte.connector.DestinationConnector;
import org.dalgo.sandbox.airbyte.connector.SourceConnector;
import org.dalgo.sandbox.airbyte.setting.Pause;
import org.dalgo.sandbox.airbyte.setting.SandboxClock;
import org.dalgo.sandbox.airbyte.setting.Workers;
import org.dalgo.sandbox.airbyte.store.Store;
import org.dalgo.sandbox.airbyte.word.ActorKind;
import org.dalgo.sandbox.airbyte.word.ConfiguredStream;
import org.dalgo.sandbox.airbyte.word.Json;

/** One attempt of a sync: moves records in portions, at the pace that the timing asks for, until done or cancelled. */
final class SyncAttempt {

    /** The job was cancelled while the attempt ran. */
    static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Cancelled() {
            super("cancelled");
        }
    }

    private static final int PORTION = 500;

    private final JobDocument job;
    private final JobPlan plan;
    private final Connectors connectors;
    private final Store store;
    private final Workers workers;
    private final Pause pause;
    private final SandboxClock clock;
    private final Optional<ObjectNode> fault;
    private final JobCounters counters = new JobCounters();
    private final AttemptVoice voice;
    private final long startedAt;
    private DestinationConnector.Load load;
    private boolean cancelled;

    SyncAttempt(
            JobDocument job,
            JobPlan plan,
            Connectors connectors,
            Store store,
            Workers workers,
            Pause pause,
            SandboxClock clock,
            Optional<ObjectNode> fault) {
        this.job = job;
        this.plan = plan;
        this.connectors = connectors;
        this.store = store;
        this.workers = workers;
        this.pause = pause;
        this.clock = clock;
        this.fault = fault;
        this.voice = new AttemptVoice(new JobLog(job.events(), clock), plan);
        this.startedAt = clock.millis();
    }

    void cancel() {
        cancelled = true;
        voice.cancelling();
    }

    /** Runs to the end. Fails with {@link ConnectorFailure} or {@link Cancelled}. */
    Future<Void> run() {
        voice.start(job.id(), job.attempts().size() - 1);
        Iterator<ConfiguredStream> streams = plan.streams().iterator();
        return open().compose(done -> breathe(plan.timing().running().dividedBy(2)))
                .compose(done -> each(streams))
                .compose(done -> breathe(plan.timing().running().dividedBy(2)))
                .eventually(this::close)
                .onSuccess(done -> voice.summary(counters))
                .onFailure(failure -> voice.failed(failure));
    }

    JobCounters counters() {
        return counters;
    }

    private Future<Void> open() {
        DestinationConnector destination = connectors.destination(plan.destinationDefinition());
        return workers.run(() -> destination.open(plan.destinationConfig(), job.id()))
                .onSuccess(opened -> load = opened)
                .mapEmpty();
    }

    private Future<Void> close() {
        if (load == null) {
            return Future.succeededFuture();
        }
        return workers.run(() -> {
                    load.close();
                    return null;
                })
                .mapEmpty();
    }

    private Future<Void> each(Iterator<ConfiguredStream> streams) {
        if (isOrdered("stuck")) {
            return stuck();
        }
        if (isOrdered("attempt_fail") || isOrdered("job_fail")) {
            return Future.failedFuture(ordered());
        }
        if (!streams.hasNext()) {
            return Future.succeededFuture();
        }
        return move(streams.next())
                .compose(done -> isOrdered("partial_success") ? Future.failedFuture(ordered()) : each(streams));
    }

    private Future<Void> move(ConfiguredStream stream) {
        String namespace =
                connectors.destination(plan.destinationDefinition()).defaultNamespace(plan.destinationConfig());
        DestinationConnector.Target target = plan.target(stream, namespace);
        JsonNode state = job.type().equals("refresh") ? Json.object() : state(stream);
        voice.opening(target, state);
        Promise<Void> moved = Promise.promise();
        workers.run(() -> {
                    load.begin(target);
                    return connectors.source(plan.sourceDefinition()).read(plan.sourceConfig(), stream, state);
                })
                .onFailure(moved::fail)
                .onSuccess(records -> {
                    Promise<Void> pumped = Promise.promise();
                    pump(target, records, pumped);
                    pumped.future()
                            .compose(done -> commit(target, records))
                            .eventually(() -> workers.run(() -> {
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
            done.fail(new Cancelled());
            return;
        }
        workers.run(() -> portion(target, records))
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
        store.touch();
        voice.read(stream, counters.of(stream));
        Duration pace = plan.timing()
                .perThousandRecords()
                .multipliedBy(portion.records())
                .dividedBy(1000);
        return breathe(clock.millis() - startedAt > plan.timing().runningCap().toMillis() ? Duration.ZERO : pace)
                .map(true);
    }

    private Future<Void> commit(DestinationConnector.Target target, SourceConnector.Records records) {
        return workers.run(() -> {
                    load.commit(target);
                    return Optional.ofNullable(records.state());
                })
                .onSuccess(state -> {
                    counters.commit(target.stream());
                    job.count(counters);
                    state.ifPresent(reached -> remember(target.stream(), reached));
                    voice.committed(target, counters.of(target.stream()));
                })
                .mapEmpty();
    }

    private JsonNode state(ConfiguredStream stream) {
        String id = job.connectionId();
        return stream.incremental() && store.states.has(id)
                ? store.states.any(id).path(stream.identity())
                : Json.object();
    }

    private void remember(ConfiguredStream stream, JsonNode state) {
        String id = job.connectionId();
        ObjectNode states = store.states.has(id) ? store.states.any(id) : Json.object();
        states.set(stream.identity(), state);
        store.states.put(id, states);
        store.touch();
    }

    private Future<Void> stuck() {
        return cancelled
                ? Future.failedFuture(new Cancelled())
                : pause.of(Duration.ofMillis(100)).compose(done -> stuck());
    }

    private Future<Void> breathe(Duration time) {
        return pause.of(time)
                .compose(done -> cancelled ? Future.failedFuture(new Cancelled()) : Future.succeededFuture());
    }

    private boolean isOrdered(String action) {
        return fault.isPresent() && fault.get().path("action").asText().equals(action);
    }

    private ConnectorFailure ordered() {
        boolean config = isOrdered("job_fail")
                || fault.orElseThrow().path("failureType").asText().equals("config_error");
        return new ConnectorFailure(
                ActorKind.SOURCE,
                config ? ConnectorFailure.Type.CONFIG_ERROR : ConnectorFailure.Type.TRANSIENT_ERROR,
                fault.orElseThrow().path("message").asText("The source stopped answering"),
                new IllegalStateException("ordered by a test"));
    }
}
