package org.dalgo.platform.job;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.sse.SseStreamRegistry;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Progress of background work: polled by the web app, or followed as a stream. */
@Path("/api/tasks")
@Tag(name = "Job")
public class JobProgressResource {

    /** Body of an answer. */
    public record Progress(List<JobProgressItem> progress) {}

    @Inject
    CurrentCaller caller;

    @Inject
    JobProgress progress;

    @Inject
    JobProgressViewers viewers;

    @Inject
    SseStreamRegistry streams;

    @GET
    @Path("/{task_id}")
    @PermissionsAllowed("can_view_task_progress")
    @Operation(summary = "All progress messages of one job")
    public Uni<Progress> of(
            @PathParam("task_id") String taskId, @QueryParam("hashkey") @DefaultValue("taskprogress") String hashkey) {
        return messages(hashkey, taskId);
    }

    @GET
    @Path("/{task_id}/stream")
    @PermissionsAllowed("can_view_task_progress")
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Follow the progress of one job")
    @APIResponse(responseCode = "200", content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    public Uni<RestResponse<Void>> follow(
            @PathParam("task_id") String taskId,
            @QueryParam("hashkey") @DefaultValue("taskprogress") String hashkey,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) String lastEventId,
            @Context RoutingContext http) {
        int after = index(lastEventId);
        Caller viewer = caller.get();
        return progress.list(viewer.org(), hashkey, taskId).chain(items -> {
            if (items.isEmpty()) {
                throw Failure.notFound("No such task. Check its id and its hashkey.");
            }
            return streams.open(viewer, http, stream -> viewers.source(viewer.org(), hashkey, taskId, after, stream));
        });
    }

    @GET
    @Path("/stp/{task_key}")
    @PermissionsAllowed("can_view_task_progress")
    @Operation(summary = "All progress messages of a job that is the only one of its kind")
    public Uni<Progress> ofSingle(@PathParam("task_key") String key) {
        return messages(JobProgress.SINGLE, key);
    }

    private static int index(String lastEventId) {
        if (lastEventId == null || lastEventId.isBlank()) {
            return -1;
        }
        try {
            return Integer.parseInt(lastEventId.trim());
        } catch (NumberFormatException e) {
            throw Failure.badRequest("Last-Event-ID is not a position of this stream");
        }
    }

    private Uni<Progress> messages(String hashkey, String taskId) {
        return progress.list(caller.org(), hashkey, taskId).map(items -> {
            if (items.isEmpty()) {
                // The status that the web app knows; the same for work of others.
                throw Failure.badRequest("no such task id");
            }
            return new Progress(items.stream().map(JobProgressItem::of).toList());
        });
    }
}
