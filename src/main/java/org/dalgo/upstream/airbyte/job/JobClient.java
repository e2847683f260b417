package org.dalgo.upstream.airbyte.job;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.upstream.airbyte.http.AirbyteCalls;
import org.dalgo.upstream.airbyte.http.AirbyteErrorResponse;
import org.dalgo.upstream.airbyte.http.CallClass;
import org.dalgo.upstream.airbyte.http.JsonFields;
import org.dalgo.upstream.airbyte.workspace.InstanceClient;

/** Jobs and their logs. */
public final class JobClient {

    private final AirbyteCalls calls;
    private final JobRestClient rest;
    private final InstanceClient instance;

    public JobClient(AirbyteCalls calls, InstanceClient instance) {
        this.calls = calls;
        this.rest = calls.client(JobRestClient.class);
        this.instance = instance;
    }

    /**
     * Starts a sync. Never repeated: when the outcome is unknown, search {@link #list} for a newer job. CONFLICT when a
     * job of the connection really is under way.
     */
    public Uni<AirbyteJob> startSync(UUID connectionId) {
        return calls.send(CallClass.JOB, "start the sync", () -> rest.sync(new SyncRequest(connectionId)))
                .map(AirbyteJob::from)
                .onFailure(UpstreamFailure::isConflict)
                .recoverWithUni(conflict -> classifyConflict(connectionId, conflict));
    }

    /** Newer servers answer 409 for failures of their own database too, so a running job has to be seen. */
    private Uni<AirbyteJob> classifyConflict(UUID connectionId, Throwable conflict) {
        return list(connectionId, 1, 0).chain(page -> {
            boolean running = page.jobs().stream()
                    .anyMatch(airbyteJob -> !airbyteJob.status().isTerminal());
            return Uni.createFrom()
                    .failure(
                            running
                                    ? AirbyteErrorResponse.failure(
                                            Kind.CONFLICT,
                                            "Airbyte is already running a sync of this connection.",
                                            conflict)
                                    : AirbyteErrorResponse.failure(
                                            Kind.SERVER_ERROR, "Airbyte could not start the sync.", conflict));
        });
    }

    /** A job with its attempts, without logs. */
    public Uni<AirbyteJob> get(long id) {
        return calls.send(CallClass.READ, "read the job", () -> rest.read(new JobRequest(id)))
                .map(AirbyteJob::from);
    }

    /** Syncs, refreshes and clears of a connection, newest first, with attempts and numbers. */
    public Uni<JobPage> list(UUID connectionId, int limit, int offset) {
        return instance.get()
                .map(server -> JobListRequest.of(connectionId, limit, offset, server))
                .chain(body -> calls.send(CallClass.READ, "list the jobs", () -> rest.list(body)))
                .map(json -> {
                    List<AirbyteJob> jobs = JsonFields.list(JsonFields.required(json, "jobs"), AirbyteJob::from);
                    return new JobPage(jobs, json.path("totalJobCount").asLong(jobs.size()));
                });
    }

    /** Cancels a job and waits until it has stopped. A job that has ended is left as it is. */
    public Uni<AirbyteJob> cancel(long id) {
        return get(id).chain(airbyteJob ->
                airbyteJob.status().isTerminal() ? Uni.createFrom().item(airbyteJob) : cancelRunning(id));
    }

    private Uni<AirbyteJob> cancelRunning(long id) {
        return calls.send(CallClass.JOB, "cancel the job", () -> rest.cancel(new JobRequest(id)))
                .map(AirbyteJob::from)
                .onFailure(UpstreamFailure.class)
                .recoverWithUni(failure -> get(id).chain(
                                airbyteJob -> airbyteJob.status().isTerminal()
                                        ? Uni.createFrom().item(airbyteJob)
                                        : Uni.createFrom().failure(failure)));
    }

    /**
     * The log of one attempt, so far if it still runs.
     *
     * @param attempt number of the attempt, from 0. NOT_FOUND when there is no such attempt
     */
    public Uni<LogText> log(long id, int attempt) {
        return calls.send(CallClass.READ, "read the log", () -> rest.attempt(new AttemptRequest(id, attempt)))
                .map(LogText::from);
    }
}
