package org.dalgo.platform.orgevent;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.security.OrgMember;
import org.dalgo.platform.sse.SseStreamRegistry;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What happens in the caller's organisation, as it happens. */
@Path("/api/stream")
@Tag(name = "Stream")
public class OrgStreamResource {

    @Inject
    CurrentCaller current;

    @Inject
    OrgEventFeedRegistry feeds;

    @Inject
    SseStreamRegistry streams;

    @GET
    @OrgMember
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Follow runs, locks and other changes of the organisation")
    @APIResponse(responseCode = "200", content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    public Uni<RestResponse<Void>> followOrg(
            @QueryParam("topics") String requested,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) String lastEventId,
            @Context RoutingContext http) {
        Caller caller = current.get();
        Set<OrgEventTopic> topics = OrgEventSource.topics(requested, topic -> topic.visibleTo(caller));
        Long after = position(lastEventId);
        return feeds.open(caller.org())
                .chain(openFeed -> streams.open(
                        caller, http, stream -> new OrgEventSource(feeds, openFeed, stream, topics, after)));
    }

    private static Long position(String lastEventId) {
        if (lastEventId == null || lastEventId.isBlank()) {
            return null;
        }
        try {
            return Long.valueOf(lastEventId.trim());
        } catch (NumberFormatException e) {
            throw Failure.badRequest("Last-Event-ID is not a position of this stream");
        }
    }
}
