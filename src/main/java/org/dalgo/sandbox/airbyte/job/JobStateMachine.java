package org.dalgo.sandbox.airbyte.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dalgo.sandbox.airbyte.config.Delay;
import org.dalgo.sandbox.airbyte.config.FaultInjection;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.config.Timing;
import org.dalgo.sandbox.airbyte.config.WorkerPool;
import org.dalgo.sandbox.airbyte.connector.ConnectorFailure;
import org.dalgo.sandbox.airbyte.connector.DestinationConnector;
import org.dalgo.sandbox.airbyte.connector.registry.ConnectorRegistry;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.store.SandboxStore;
import org.jboss.logging.Logger;

/** Jobs from pending to their end: at most one per connection at a time, at most three attempts each. */
public final class JobStateMachine {

    private static final Logger LOG = Logger.getLogger(JobStateMachine.class);
    private static final int ATTEMPTS = 3;
    private static final int LOGS_KEPT = 200;

    /** A job on its way. The promise is kept when it has ended. */
    private static final class Running {
        private final Promise<Void> ended = Promise.promise();
        private SyncAttempt attempt;
        private boolean cancelled;
    }

    private final SandboxStore sandboxStore;
    private final ConnectorRegistry connectorRegistry;
    private final FaultInjection faultInjection;
    private final WorkerPool workerPool;
    private final Delay delay;
    private final SandboxClock clock;
    private final Timing timing;
    private final Map<Long, Running> running = new HashMap<>();

    public JobStateMachine(
            SandboxStore sandboxStore,
            ConnectorRegistry connectorRegistry,
            FaultInjection faultInjection,
            WorkerPool workerPool,
            Delay delay,
            SandboxClock clock,
            Timing timing) {
        this.sandboxStore = sandboxStore;
        this.connectorRegistry = connectorRegistry;
        this.faultInjection = faultInjection;
        this.workerPool = workerPool;
        this.delay = delay;
        this.clock = clock;
        this.timing = timing;
    }

    /**
     * Starts a job.
     *
     * @param type sync, refresh or reset_connection
     * @param streams only these streams; empty means all selected ones
     * @return when the job runs
     */
    public Future<JobDocument> start(ObjectNode connection, String type, List<JsonNode> streams, String refreshMode) {
        String connectionId = connection.get("connectionId").asText();
        active(connectionId).ifPresent(other -> {
            throw AirbyteApiException.conflict("A sync is already running for: " + connectionId);
        });
        if (!type.equals("reset_connection")
                && !connection.path("status").asText().equals("active")) {
            throw AirbyteApiException.conflict("Connection " + connectionId + " is not active");
        }
        JobDocument job = JobDocument.create(sandboxStore.nextJobId(), type, connectionId, clock);
        describe(job, connection, streams, refreshMode);
        sandboxStore.jobs.put(Long.toString(job.id()), job.document());
        sandboxStore.deleteLog(job.id() - LOGS_KEPT);
        sandboxStore.touch();
        return launch(job);
    }

    /** Takes up again what a restart interrupted. */
    public void resume() {
        sandboxStore
                .jobs
                .live()
                .map(document -> new JobDocument(document, clock))
                .filter(job -> !job.isTerminal())
                .forEach(job -> {
                    if (!job.attempts().isEmpty()
                            && job.attempt().path("status").asText().equals("running")) {
                        job.failure("airbyte_platform", "transient_error", "Airbyte was restarted", null, false);
                        job.endAttempt("failed");
                    }
                    job.setStatus("incomplete");
                    launch(job);
                });
    }

    /** The job of a connection that has not ended. */
    public Optional<JobDocument> active(String connectionId) {
        return sandboxStore
                .jobs
                .live()
                .map(document -> new JobDocument(document, clock))
                .filter(job -> job.connectionId().equals(connectionId) && !job.isTerminal())
                .findFirst();
    }

    /** Cancels a job; completes when it has stopped. Cancelling what has ended is an error, as in Airbyte. */
    public Future<JobDocument> cancel(JobDocument job) {
        Running run = running.get(job.id());
        if (run == null || job.isTerminal()) {
            throw new AirbyteApiException(500, "Failed to cancel job " + job.id() + ": the workflow is not running");
        }
        run.cancelled = true;
        if (run.attempt != null) {
            run.attempt.cancel();
        }
        return delay.of(timing.cancel()).compose(done -> run.ended.future()).map(job);
    }

    /** Stops everything without ending the jobs, so that the next start resumes them. */
    public void suspend() {
        running.values().stream().filter(run -> run.attempt != null).forEach(run -> run.attempt.cancel());
        running.clear();
    }

    private void describe(JobDocument job, ObjectNode connection, List<JsonNode> streams, String refreshMode) {
        if (refreshMode != null) {
            job.document().put("refreshMode", refreshMode);
        }
        List<ObjectNode> wanted = planFor(connection, streams).streams().stream()
                .map(ConfiguredStream::descriptor)
                .toList();
        switch (job.type()) {
            case "reset_connection" ->
                job.job().putObject("resetConfig").set("streamsToReset", SandboxJson.array(wanted.stream()));
            case "refresh" ->
                job.job().putObject("refreshConfig").set("streamsToRefresh", SandboxJson.array(wanted.stream()));
            default -> job.job().set("enabledStreams", SandboxJson.array(wanted.stream()));
        }
        job.document().set("streams", SandboxJson.array(wanted.stream()));
    }

    private JobPlan planFor(ObjectNode connection, List<JsonNode> streams) {
        JobPlan plan = JobPlan.of(sandboxStore, connection, timing);
        List<String> keys = streams.stream().map(ConfiguredStream::key).toList();
        return keys.isEmpty()
                ? plan
                : plan.only(plan.streams().stream()
                        .filter(stream -> keys.contains(stream.identity()))
                        .toList());
    }

    private Future<JobDocument> launch(JobDocument job) {
        Running run = new Running();
        running.put(job.id(), run);
        return delay.of(timing.pending()).map(done -> {
            attempt(job, run);
            return job;
        });
    }

    private void attempt(JobDocument job, Running run) {
        if (running.get(job.id()) != run) {
            return;
        }
        sandboxStore.touch();
        if (run.cancelled) {
            finish(job, run, "cancelled");
            return;
        }
        job.beginAttempt();
        Future<Void> work = Future.<Void>succeededFuture()
                .compose(done -> job.type().equals("reset_connection") ? clear(job) : sync(job, run));
        work.onComplete(result -> end(job, run, result.cause()));
    }

    private Future<Void> sync(JobDocument job, Running run) {
        ObjectNode connection = sandboxStore.connections.live(job.connectionId());
        List<JsonNode> streams =
                SandboxJson.items(job.document().path("streams")).toList();
        JobPlan plan = planFor(connection, streams);
        if (job.document().path("refreshMode").asText().equals("Truncate")) {
            plan = plan.only(
                    plan.streams().stream().map(ConfiguredStream::overwriting).toList());
        }
        Optional<ObjectNode> fault = faultInjection.take(FaultInjection.OF_JOBS, plan.names());
        run.attempt = new SyncAttempt(job, plan, connectorRegistry, sandboxStore, workerPool, delay, clock, fault);
        return run.attempt.run();
    }

    private Future<Void> clear(JobDocument job) {
        ObjectNode connection = sandboxStore.connections.live(job.connectionId());
        List<JsonNode> streams =
                SandboxJson.items(job.document().path("streams")).toList();
        JobPlan plan = planFor(connection, streams);
        JobLog log = new JobLog(job.events(), clock);
        log.info(JobLog.LogSource.PLATFORM, "Clearing " + plan.streams().size() + " streams");
        DestinationConnector destination = connectorRegistry.destination(plan.destinationDefinition());
        return delay.of(timing.clear())
                .compose(done -> workerPool.run(() -> {
                    String namespace = destination.defaultNamespace(plan.destinationConfig());
                    try (DestinationConnector.Load load =
                            destination.open(plan.destinationConfig(), job.id(), plan.targets(namespace))) {
                        plan.streams().forEach(stream -> load.clear(plan.target(stream, namespace)));
                    }
                    return null;
                }))
                .onSuccess(done -> {
                    if (sandboxStore.states.has(job.connectionId())) {
                        ObjectNode states = sandboxStore.states.any(job.connectionId());
                        plan.streams().forEach(stream -> states.remove(stream.identity()));
                    }
                    log.info(JobLog.LogSource.DESTINATION, "Tables are empty, state is forgotten");
                })
                .mapEmpty();
    }

    private void end(JobDocument job, Running run, Throwable failure) {
        if (running.get(job.id()) != run) {
            return;
        }
        run.attempt = null;
        if (failure == null && !run.cancelled) {
            job.endAttempt("succeeded");
            finish(job, run, "succeeded");
        } else if (run.cancelled || failure instanceof AttemptCancelled) {
            job.failure(
                    "airbyte_platform",
                    "manual_cancellation",
                    "Setting attempt to FAILED because the job was cancelled",
                    null,
                    false);
            job.endAttempt("failed");
            finish(job, run, "cancelled");
        } else {
            fail(job, run, failure);
        }
        sandboxStore.touch();
    }

    private void fail(JobDocument job, Running run, Throwable failure) {
        boolean partial = job.attempt().path("recordsSynced").asLong() > 0;
        ConnectorFailure.Type type = ConnectorFailure.Type.SYSTEM_ERROR;
        String origin = "airbyte_platform";
        if (failure instanceof ConnectorFailure connector) {
            type = connector.type();
            origin = connector.origin().apiName();
        } else {
            LOG.error("A job of the Airbyte sandbox failed unexpectedly", failure);
        }
        job.failure(
                origin, type.name().toLowerCase(Locale.ROOT), String.valueOf(failure.getMessage()), failure, partial);
        job.endAttempt("failed");
        if (type == ConnectorFailure.Type.TRANSIENT_ERROR && job.attempts().size() < ATTEMPTS) {
            job.setStatus("incomplete");
            delay.of(timing.retryWait()).onSuccess(done -> attempt(job, run));
        } else {
            finish(job, run, "failed");
        }
    }

    private void finish(JobDocument job, Running run, String status) {
        job.setStatus(status);
        running.remove(job.id());
        run.ended.complete();
    }
}
