package org.dalgo.upstream.prefect;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.upstream.prefect.artifact.Artifact;
import org.dalgo.upstream.prefect.artifact.ArtifactClient;
import org.dalgo.upstream.prefect.deployment.DeploymentClient;
import org.dalgo.upstream.prefect.deployment.DeploymentDraft;
import org.dalgo.upstream.prefect.deployment.DeploymentPatch;
import org.dalgo.upstream.prefect.deployment.PrefectDeployment;
import org.dalgo.upstream.prefect.http.OffsetPagination;
import org.dalgo.upstream.prefect.http.PrefectCalls;
import org.dalgo.upstream.prefect.http.PrefectConfig;
import org.dalgo.upstream.prefect.log.LogClient;
import org.dalgo.upstream.prefect.log.LogDraft;
import org.dalgo.upstream.prefect.log.LogLine;
import org.dalgo.upstream.prefect.log.LogQuery;
import org.dalgo.upstream.prefect.run.CancelOutcome;
import org.dalgo.upstream.prefect.run.FlowRun;
import org.dalgo.upstream.prefect.run.FlowRunClient;
import org.dalgo.upstream.prefect.run.FlowRunDraft;
import org.dalgo.upstream.prefect.run.FlowRunStateClient;
import org.dalgo.upstream.prefect.run.HistoryQuery;
import org.dalgo.upstream.prefect.run.StateType;
import org.dalgo.upstream.prefect.run.TaskRun;
import org.dalgo.upstream.prefect.secret.SecretBlockClient;
import org.dalgo.upstream.prefect.server.PrefectInfo;
import org.dalgo.upstream.prefect.server.QueueHealth;
import org.dalgo.upstream.prefect.server.ServerClient;
import org.dalgo.upstream.prefect.server.WorkPoolDraft;

/**
 * The client of Prefect. Every call ends within a bounded time, on the caller's own context. It fails with an {@link
 * org.dalgo.platform.error.UpstreamFailure} that names Prefect in a message for a tenant. What may be executed twice
 * without harm is repeated a few times; while Prefect cannot be reached, calls fail at once.
 */
@ApplicationScoped
public class PrefectAdapter {

    private final PrefectCalls calls;
    private final DeploymentClient deployments;
    private final FlowRunClient runs;
    private final FlowRunStateClient states;
    private final LogClient logs;
    private final ArtifactClient artifacts;
    private final SecretBlockClient secrets;
    private final ServerClient server;

    PrefectAdapter(PrefectConfig config) {
        calls = new PrefectCalls(config);
        OffsetPagination offsetPagination = new OffsetPagination(calls, config.pageSize());
        deployments = new DeploymentClient(calls, config.workPool());
        runs = new FlowRunClient(calls, offsetPagination);
        states = new FlowRunStateClient(calls);
        logs = new LogClient(calls, offsetPagination);
        artifacts = new ArtifactClient(calls, offsetPagination);
        secrets = new SecretBlockClient(calls);
        server = new ServerClient(calls);
    }

    /** Registers a flow by name, or finds it. */
    public Uni<UUID> ensureFlow(String name) {
        return deployments.ensureFlow(name);
    }

    /**
     * Creates a deployment. A deployment of the same name and flow is reset to the draft, its schedule made anew: for
     * changes use {@link #patchDeployment}. Not repeated when the outcome is unknown.
     */
    public Uni<PrefectDeployment> createDeployment(DeploymentDraft draft) {
        return deployments.create(draft);
    }

    /**
     * Changes a deployment and answers with it. Its next runs are planned again before the answer. NOT_FOUND when it is
     * gone.
     */
    public Uni<PrefectDeployment> patchDeployment(UUID id, DeploymentPatch patch) {
        return deployments.patch(id, patch);
    }

    /** Stops runs by schedule and takes back those not yet started. Runs made by hand still work. */
    public Uni<Void> pauseDeployment(UUID id) {
        return deployments.pause(id);
    }

    /** Lets the schedule make runs again, and plans them before answering. */
    public Uni<Void> resumeDeployment(UUID id) {
        return deployments.resume(id);
    }

    /** A deployment; empty when Prefect does not have it. */
    public Uni<Optional<PrefectDeployment>> getDeployment(UUID id) {
        return deployments.find(id);
    }

    /**
     * Deletes a deployment and its runs that have not started. Past runs stay, a running one goes on. Done already is
     * done.
     */
    public Uni<Void> deleteDeployment(UUID id) {
        return deployments.delete(id);
    }

    /**
     * Makes a run of a deployment. When the outcome is unknown, request it again with the same key. The response is the
     * run of the first request, with its first parameters.
     */
    public Uni<FlowRun> createFlowRun(UUID deploymentId, FlowRunDraft draft) {
        return runs.create(deploymentId, draft);
    }

    /** A flow run; empty when Prefect does not have it. */
    public Uni<Optional<FlowRun>> getFlowRun(UUID id) {
        return runs.find(id);
    }

    /** These flow runs, in any order; those that Prefect does not have are missing. Any number of identifiers. */
    public Uni<List<FlowRun>> flowRunsByIds(Collection<UUID> ids) {
        return runs.byIds(ids);
    }

    /** All runs of deployments that have begun and not ended, and those that are due. At most 10,000 of each. */
    public Uni<List<FlowRun>> activeFlowRuns() {
        return runs.active(Instant.now());
    }

    /** Runs of deployments that ended at or after this time, latest first. At most 10,000. */
    public Uni<List<FlowRun>> flowRunsEndedSince(Instant since) {
        return runs.endedSince(since);
    }

    /** The run that was made with this key. */
    public Uni<Optional<FlowRun>> runByIdempotencyKey(String key) {
        return runs.byIdempotencyKey(key);
    }

    /** One page of past and present runs of some deployments. */
    public Uni<List<FlowRun>> history(HistoryQuery query) {
        return runs.history(query);
    }

    /** The next planned run of a deployment. */
    public Uni<Optional<FlowRun>> nextRun(UUID deploymentId) {
        return runs.next(deploymentId);
    }

    /** Runs started within these runs, one level down. Any number of identifiers. */
    public Uni<List<FlowRun>> subflowsOf(Collection<UUID> flowRunIds) {
        return runs.subflows(flowRunIds);
    }

    /** Task runs of these runs, by expected start within each batch. Any number of identifiers. */
    public Uni<List<TaskRun>> taskRunsOf(Collection<UUID> flowRunIds) {
        return runs.taskRuns(flowRunIds);
    }

    /**
     * Requests the cancellation of a run. NOT_FOUND when Prefect does not have it. A run without a process is cancelled
     * at once. A run whose process is starting may hang in CANCELLING: use {@link #endCancelling} when it has no start
     * after 30 s, not sooner.
     *
     * @param message why, shown with the state
     */
    public Uni<CancelOutcome> cancel(UUID flowRunId, String message) {
        return states.cancel(flowRunId, message);
    }

    /** Ends a run that hangs in CANCELLING; answers with the type of its state afterwards, whatever it is. */
    public Uni<StateType> endCancelling(UUID flowRunId, String message) {
        return states.endCancelling(flowRunId, message);
    }

    /**
     * Sets a state against Prefect's rules, to end a run whose worker is gone. A process that still lives goes on and
     * may overwrite it. Answers with the type of the state afterwards.
     */
    public Uni<StateType> forceState(UUID flowRunId, StateType type, String name, String message) {
        return states.force(flowRunId, type, name, message);
    }

    /** Runs an ended run again, under the same identifier, not before this time. */
    public Uni<StateType> retryAt(UUID flowRunId, Instant at) {
        return states.retryAt(flowRunId, at);
    }

    /** One page of log lines. */
    public Uni<List<LogLine>> logs(LogQuery query) {
        return logs.page(query);
    }

    /**
     * All lines at or after a time, by time, page by page as they are requested; no line twice. A line that Prefect
     * stores later with an earlier time is not seen: read again with some seconds of overlap.
     */
    public Multi<List<LogLine>> logsSince(Collection<UUID> flowRunIds, Instant since) {
        return logs.since(flowRunIds, since);
    }

    /** One page of the artifacts of that type that the steps of a run stored, newest first. */
    public Uni<List<Artifact>> artifactsOf(UUID flowRunId, String type, int limit, int offset) {
        return artifacts.page(flowRunId, type, limit, offset);
    }

    /** Writes lines into runs' logs. Not repeated when the outcome is unknown. */
    public Uni<Void> addLogs(List<LogDraft> lines) {
        return logs.add(lines);
    }

    /**
     * Stores a secret block, new or changed. A value that is JSON arrives parsed in Python.
     *
     * @return the name it has in Prefect: lower case, only {@code a-z}, {@code 0-9} and {@code -}
     */
    public Uni<String> putSecret(String name, String value) {
        return secrets.put(name, value);
    }

    /** Deletes a secret block by its wanted or its actual name. Done already is done. */
    public Uni<Void> deleteSecret(String name) {
        return secrets.delete(name);
    }

    /** Creates a work pool for processes unless one of that name is there. */
    public Uni<Void> ensureWorkPool(String name) {
        return ensureWorkPool(WorkPoolDraft.process(name));
    }

    /** Creates a work pool; one that is there already gets the template. Fails when it is of another type. */
    public Uni<Void> ensureWorkPool(WorkPoolDraft pool) {
        return server.ensurePool(pool);
    }

    /**
     * Creates a work queue unless it is there; an existing one keeps its limit.
     *
     * @param concurrencyLimit most runs at a time, or null for any number
     */
    public Uni<Void> ensureQueue(String pool, String name, Integer concurrencyLimit) {
        return server.ensureQueue(pool, name, concurrencyLimit);
    }

    /** Whether a queue is served; empty when there is no such queue. Refreshed by the server every 15 s. */
    public Uni<Optional<QueueHealth>> queueHealth(String pool, String queue) {
        return server.queueHealth(pool, queue);
    }

    /** Number of workers of a pool whose heartbeat is fresh; 0 when there is no such pool. */
    public Uni<Integer> onlineWorkers(String pool) {
        return server.onlineWorkers(pool);
    }

    /** What the server is and can do. */
    public Uni<PrefectInfo> info() {
        return server.info();
    }

    @PreDestroy
    void close() {
        calls.close();
    }
}
