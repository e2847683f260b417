package org.dalgo.platform.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.security.Permission;
import org.dalgo.platform.security.Requires;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Progress of background work, polled by the web app. */
@Path("/api/tasks")
@Tag(name = "Job")
public class JobProgressResource {

    /** Body of an answer. */
    public record Progress(List<Message> progress) {}

    /**
     * One word of progress.
     *
     * @param result what the work produced; absent until it is there
     * @param results the same: where statistics are polled the web app calls it so
     * @param timestamp when it happened; absent where that is unknown
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Message(String message, String status, JsonNode result, JsonNode results, Instant timestamp) {

        static Message of(ProgressMessage item) {
            return new Message(item.message(), item.status(), item.result(), item.result(), item.timestamp());
        }
    }

    @Inject
    CurrentCaller caller;

    @Inject
    JobProgress progress;

    @GET
    @Path("/{task_id}")
    @Requires(Permission.CAN_VIEW_TASK_PROGRESS)
    @Operation(summary = "All words of progress of one piece of work")
    public Uni<Progress> of(
            @PathParam("task_id") String taskId, @QueryParam("hashkey") @DefaultValue("taskprogress") String hashkey) {
        return messages(hashkey, taskId);
    }

    @GET
    @Path("/stp/{task_key}")
    @Requires(Permission.CAN_VIEW_TASK_PROGRESS)
    @Operation(summary = "All words of progress of work that has no other of its kind beside it")
    public Uni<Progress> ofSingle(@PathParam("task_key") String key) {
        return messages(JobProgress.SINGLE, key);
    }

    private Uni<Progress> messages(String hashkey, String taskId) {
        return progress.list(caller.org(), hashkey, taskId).map(items -> {
            if (items.isEmpty()) {
                // The status that the web app knows; the same for work of others.
                throw Failure.badRequest("no such task id");
            }
            return new Progress(items.stream().map(Message::of).toList());
        });
    }
}
