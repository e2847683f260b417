package org.dalgo.upstream.airbyte.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.upstream.airbyte.http.AirbyteCall;
import org.dalgo.upstream.airbyte.http.AirbyteErrorResponse;
import org.dalgo.upstream.airbyte.http.AirbyteHttpClient;
import org.dalgo.upstream.airbyte.http.CallClass;
import org.dalgo.upstream.airbyte.http.JsonFields;
import org.dalgo.upstream.airbyte.workspace.AirbyteInstance;
import org.dalgo.upstream.airbyte.workspace.InstanceClient;

/** Jobs and their logs. */
public final class JobClient {

    private final AirbyteHttpClient http;
    private final InstanceClient instance;

    public JobClient(AirbyteHttpClient http, InstanceClient instance) {
        this.http = http;
        this.instance = instance;
    }

    /**
     * Starts a sync. Never repeated: when the outcome is unknown, search {@link #list} for a newer job. CONFLICT when a
     * job of the connection really is under way.
     */
    public Uni<AirbyteJob> startSync(UUID connectionId) {
        ObjectNode body = AirbyteCall.fields().put("connectionId", connectionId.toString());
        return http.send(AirbyteCall.config(CallClass.JOB, "connections/sync", body, "start the sync"))
                .map(AirbyteJob::from)
                .onFailure(JobClient::isConflict)
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
        return http.send(AirbyteCall.config(CallClass.READ, "jobs/get_without_logs", body(id), "read the job"))
                .map(AirbyteJob::from);
    }

    /** Syncs, refreshes and clears of a connection, newest first, with attempts and numbers. */
    public Uni<JobPage> list(UUID connectionId, int limit, int offset) {
        return instance.get()
                .map(server -> query(connectionId, limit, offset, server))
                .chain(body -> http.send(AirbyteCall.config(CallClass.READ, "jobs/list", body, "list the jobs")))
                .map(json -> {
                    List<AirbyteJob> jobs = JsonFields.list(JsonFields.required(json, "jobs"), AirbyteJob::from);
                    return new JobPage(jobs, json.path("totalJobCount").asLong(jobs.size()));
                });
    }

    private static ObjectNode query(UUID connectionId, int limit, int offset, AirbyteInstance server) {
        List<String> types = new ArrayList<>(List.of("sync", "reset_connection"));
        // An unknown status makes the whole call a 400.
        if (server.isAtLeast(0, 58)) {
            types.add("refresh");
        }
        if (server.isAtLeast(0, 60)) {
            types.add("clear");
        }
        ObjectNode body = AirbyteCall.fields().put("configId", connectionId.toString());
        body.set("configTypes", JsonFields.array(types));
        body.put("orderByField", "createdAt").put("orderByMethod", "DESC");
        body.putObject("pagination").put("pageSize", limit).put("rowOffset", offset);
        return body;
    }

    /** Cancels a job and waits until it has stopped. A job that has ended is left as it is. */
    public Uni<AirbyteJob> cancel(long id) {
        return get(id).chain(airbyteJob ->
                airbyteJob.status().isTerminal() ? Uni.createFrom().item(airbyteJob) : cancelRunning(id));
    }

    private Uni<AirbyteJob> cancelRunning(long id) {
        return http.send(AirbyteCall.config(CallClass.JOB, "jobs/cancel", body(id), "cancel the job"))
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
        ObjectNode body = AirbyteCall.fields().put("jobId", id).put("attemptNumber", attempt);
        return http.send(AirbyteCall.config(CallClass.READ, "attempt/get_for_job", body, "read the log"))
                .map(LogText::from);
    }

    private static boolean isConflict(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.kind() == Kind.CONFLICT;
    }

    private static ObjectNode body(long id) {
        return AirbyteCall.fields().put("id", id);
    }
}
