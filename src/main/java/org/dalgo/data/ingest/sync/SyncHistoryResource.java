package org.dalgo.data.ingest.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What syncs and clears of connections came to. */
@Path("/api")
@Tag(name = "Connection")
public class SyncHistoryResource {

    /** Body of an answer: succeeded, failed or cancelled. */
    public record JobStatusResponse(String status) {}

    @Inject
    CurrentCaller caller;

    @Inject
    SyncHistoryService service;

    @GET
    @Path("/airbyte/v1/connections/{connection_id}/sync/history")
    @PermissionsAllowed("can_view_connection")
    @Operation(summary = "Syncs and clears of a connection that have ended, newest first")
    public Uni<SyncHistoryResponse> syncHistory(
            @PathParam("connection_id") String connectionId,
            @QueryParam("limit") @DefaultValue("10") int limit,
            @QueryParam("offset") @DefaultValue("0") int offset) {
        return service.history(caller.org(), connection(connectionId), limit, offset);
    }

    @GET
    @Path("/airbyte/v1/connections/{connection_id}/jobs")
    @PermissionsAllowed("can_view_connection")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "The newest sync of a connection with its log")
    public Uni<JsonNode> newestSync(@PathParam("connection_id") String connectionId) {
        return service.newest(caller.org(), connection(connectionId)).map(answer -> answer);
    }

    @GET
    @Path("/airbyte/v1/logs")
    @PermissionsAllowed("can_view_connection")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT, Problem.INVALID},
            upstream = true)
    @Operation(summary = "Log of one attempt of a sync or a clear that has ended")
    public Uni<List<String>> syncLog(
            @QueryParam("job_id") String jobId, @QueryParam("attempt_number") Integer attemptNumber) {
        return service.log(caller.org(), job(jobId), attemptNumber);
    }

    @GET
    @Path("/airbyte/jobs/{job_id}/status")
    @PermissionsAllowed("can_view_connection")
    @FailsWith(Problem.INVALID)
    @Operation(summary = "How a sync or a clear ended")
    public Uni<JobStatusResponse> jobStatus(@PathParam("job_id") String jobId) {
        return service.status(caller.org(), job(jobId)).map(JobStatusResponse::new);
    }

    @GET
    @Path("/airbyte/jobs/{job_id}")
    @PermissionsAllowed("can_view_connection")
    @FailsWith(
            value = {Problem.CONFLICT, Problem.INVALID},
            upstream = true)
    @Operation(summary = "How a sync or a clear ended, with its log")
    public Uni<JsonNode> getJob(@PathParam("job_id") String jobId) {
        return service.read(caller.org(), job(jobId)).map(answer -> answer);
    }

    private static UUID connection(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound("connection not found");
        }
    }

    /** Something that is no number names nothing, which is what an unknown number does too. */
    private static long job(String text) {
        if (text == null) {
            throw Failure.invalid("job_id", "is missing");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Failure.notFound("job not found");
        }
    }
}
