package org.dalgo.upstream.airbyte;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.http.UpstreamFailure.Kind;

/** Jobs and their logs. */
public final class JobCalls {

    private final AirbyteHttp http;
    private final InstanceCalls instance;

    JobCalls(AirbyteHttp http, InstanceCalls instance) {
        this.http = http;
        this.instance = instance;
    }

    /**
     * Starts a sync. Never repeated: when the outcome is unknown, ask {@link #list} for a newer job and adopt it. CONFLICT
     * when a job of the connection really is under way.
     */
    public Uni<Job> startSync(UUID connectionId) {
        ObjectNode body = Call.fields().put("connectionId", connectionId.toString());
        return http.send(Call.config(CallClass.JOB, "connections/sync", body, "start the sync"))
                .map(Job::from)
                .onFailure(JobCalls::isConflict)
                .recoverWithUni(conflict -> explained(connectionId, conflict));
    }

    /** Newer servers answer 409 for failures of their own database too, so a running job has to be seen. */
    private Uni<Job> explained(UUID connectionId, Throwable conflict) {
        return list(connectionId, 1, 0).chain(page -> {
            boolean running = page.jobs().stream().anyMatch(job -> !job.status().ended());
            return Uni.createFrom()
                    .failure(
                            running
                                    ? AirbyteHttp.failure(
                                            Kind.CONFLICT,
                                            "Airbyte is already running a sync of this connection.",
                                            conflict)
                                    : AirbyteHttp.failure(
                                            Kind.SERVER_ERROR, "Airbyte could not start the sync.", conflict));
        });
    }

    /** A job with its attempts, without logs. */
    public Uni<Job> get(long id) {
        return http.send(Call.config(CallClass.READ, "jobs/get_without_logs", body(id), "read the job"))
                .map(Job::from);
    }

    /** Syncs, refreshes and clears of a connection, newest first, with attempts and numbers. */
    public Uni<JobPage> list(UUID connectionId, int limit, int offset) {
        return instance.get()
                .map(server -> query(connectionId, limit, offset, server))
                .chain(body -> http.send(Call.config(CallClass.READ, "jobs/list", body, "list the jobs")))
                .map(json -> {
                    List<Job> jobs = Wire.list(Wire.required(json, "jobs"), Job::from);
                    return new JobPage(jobs, json.path("totalJobCount").asLong(jobs.size()));
                });
    }

    private static ObjectNode query(UUID connectionId, int limit, int offset, Instance server) {
        List<String> types = new ArrayList<>(List.of("sync", "reset_connection"));
        // An unknown word makes the whole call a 400.
        if (server.isAtLeast(0, 58)) {
            types.add("refresh");
        }
        if (server.isAtLeast(0, 60)) {
            types.add("clear");
        }
        ObjectNode body = Call.fields().put("configId", connectionId.toString());
        body.set("configTypes", Wire.array(types));
        body.put("orderByField", "createdAt").put("orderByMethod", "DESC");
        body.putObject("pagination").put("pageSize", limit).put("rowOffset", offset);
        return body;
    }

    /** Cancels a job and waits until it has stopped. A job that has ended is left as it is. */
    public Uni<Job> cancel(long id) {
        return get(id).chain(job -> job.status().ended() ? Uni.createFrom().item(job) : cancelRunning(id));
    }

    private Uni<Job> cancelRunning(long id) {
        return http.send(Call.config(CallClass.JOB, "jobs/cancel", body(id), "cancel the job"))
                .map(Job::from)
                .onFailure(UpstreamFailure.class)
                .recoverWithUni(failure -> get(id).chain(job -> job.status().ended()
                        ? Uni.createFrom().item(job)
                        : Uni.createFrom().failure(failure)));
    }

    /**
     * The log of one attempt, so far if it still runs.
     *
     * @param attempt number of the attempt, from 0. NOT_FOUND when there is no such attempt
     */
    public Uni<LogText> log(long id, int attempt) {
        ObjectNode body = Call.fields().put("jobId", id).put("attemptNumber", attempt);
        return http.send(Call.config(CallClass.READ, "attempt/get_for_job", body, "read the log"))
                .map(LogText::from);
    }

    private static boolean isConflict(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.kind() == Kind.CONFLICT;
    }

    private static ObjectNode body(long id) {
        return Call.fields().put("id", id);
    }
}
