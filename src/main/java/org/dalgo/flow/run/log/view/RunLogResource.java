package org.dalgo.flow.run.log.view;

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
import java.util.UUID;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.sse.SseStreamRegistry;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The log of a run: page by page, or live. */
@Path("/api/prefect/flow_runs/{flow_run_id}/logs")
@Tag(name = "Run log")
public class RunLogResource {

    @Inject
    CurrentCaller current;

    @Inject
    RunLogService service;

    @Inject
    LogPageWriter writer;

    @Inject
    RunFeedRegistry feeds;

    @Inject
    SseStreamRegistry streams;

    @GET
    @PermissionsAllowed("can_view_pipeline")
    @Operation(summary = "Lines of a run, of a subflow or of one task run; limit 0 means all")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = LogPageResponse.class)))
    public Uni<RestResponse<Void>> logPage(
            @PathParam("flow_run_id") String flowRunId,
            @QueryParam("offset") @DefaultValue("0") int offset,
            @QueryParam("limit") @DefaultValue("200") int limit,
            @QueryParam("task_run_id") String taskRunId,
            @Context RoutingContext http) {
        if (offset < 0 || limit < 0) {
            throw Failure.badRequest("Offset and limit cannot be negative.");
        }
        UUID step = taskRunId == null || taskRunId.isBlank() ? null : id(taskRunId);
        return service.open(current.org(), id(flowRunId), step, offset, limit)
                .chain(pages -> writer.write(http.response(), offset, pages));
    }

    @GET
    @Path("/stream")
    @PermissionsAllowed("can_view_pipeline")
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Follow a run: its lines, its state and its steps, until its end")
    @APIResponse(responseCode = "200", content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    @APIResponse(responseCode = "204", description = "The run has ended and nothing remains")
    public Uni<RestResponse<Void>> followLog(
            @PathParam("flow_run_id") String flowRunId,
            @QueryParam("after") String after,
            @QueryParam("level") @DefaultValue("0") int level,
            @QueryParam("tail") Integer tail,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) String lastEventId,
            @Context RoutingContext http) {
        if (tail != null && tail < 0) {
            throw Failure.badRequest("Tail cannot be negative.");
        }
        Caller caller = current.get();
        String cursor = given(lastEventId) ? lastEventId : given(after) ? after : null;
        return service.start(caller.org(), id(flowRunId), cursor, level, tail)
                .chain(streamStart -> streamStart.remains()
                        ? follow(caller, streamStart, level, http)
                        : Uni.createFrom().item(RestResponse.noContent()));
    }

    private Uni<RestResponse<Void>> follow(
            Caller caller, RunLogService.StreamStart streamStart, int level, RoutingContext http) {
        return feeds.getOrOpen(streamStart.run())
                .chain(feed -> streams.open(
                        caller, http, stream -> new LogViewer(feeds, feed, stream, streamStart.place(), level)));
    }

    private static boolean given(String text) {
        return text != null && !text.isBlank();
    }

    /** Something that is no id names nothing, which is what an unknown id does too. */
    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound("flow run not found");
        }
    }
}
