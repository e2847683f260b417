package org.dalgo.data.ingest.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Changes of sources under connections: look, and accept. */
@Path("/api")
@Tag(name = "Connection")
public class SchemaChangeResource {

    private static final Map<String, Integer> SUCCESS = Map.of("success", 1);

    /**
     * Body of an answer.
     *
     * @param taskId under which progress is published
     */
    public record SchemaReviewTask(@JsonProperty("task_id") String taskId) {}

    @Inject
    CurrentCaller caller;

    @Inject
    SchemaChangeService service;

    @GET
    @Path("/airbyte/v1/connection/schema_change")
    @PermissionsAllowed("can_view_connection")
    @Operation(summary = "Schema changes that wait for acceptance")
    public Uni<List<SchemaChangeResponse>> pendingSchemaChanges() {
        return service.pending(caller.org());
    }

    @GET
    @Path("/airbyte/v1/connections/{connection_id}/catalog")
    @PermissionsAllowed("can_view_connection")
    @Operation(summary = "Have a connection compared with its source; answers the key of its progress")
    public Uni<SchemaReviewTask> reviewSchema(@PathParam("connection_id") String connectionId) {
        return service.review(caller.get(), id(connectionId)).map(SchemaReviewTask::new);
    }

    @POST
    @Path("/airbyte/v1/connections/{connection_id}/schema_update/schedule")
    @PermissionsAllowed("can_edit_connection")
    @FailsWith(Problem.CONFLICT)
    @Operation(summary = "Accept a change of a source; the connection follows in the background")
    public Uni<Map<String, Integer>> acceptSchema(
            @PathParam("connection_id") String connectionId, @NotNull @Valid SchemaUpdateRequest request) {
        return service.accept(caller.get(), id(connectionId), request).replaceWith(SUCCESS);
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound("connection not found");
        }
    }
}
