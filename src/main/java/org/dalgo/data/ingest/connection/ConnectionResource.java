package org.dalgo.data.ingest.connection;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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

/** Connections: create, list, change, delete. */
@Path("/api")
@Tag(name = "Connection")
public class ConnectionResource {

    private static final Map<String, Integer> SUCCESS = Map.of("success", 1);

    @Inject
    CurrentCaller caller;

    @Inject
    ConnectionService service;

    @GET
    @Path("/airbyte/v1/connections")
    @PermissionsAllowed("can_view_connections")
    @Operation(summary = "All connections with their last job and lock")
    public Uni<List<ConnectionSummary>> listConnections() {
        return service.list(caller.org());
    }

    @POST
    @Path("/airbyte/v1/connections")
    @PermissionsAllowed("can_create_connection")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Make a connection; its first sync is started by a run of its deployment")
    public Uni<ConnectionResponse> createConnection(@NotNull @Valid ConnectionRequest request) {
        return service.create(caller.get(), request);
    }

    @GET
    @Path("/airbyte/v1/connections/{connection_id}")
    @PermissionsAllowed("can_view_connection")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "One connection with every stream of its source")
    public Uni<ConnectionResponse> getConnection(@PathParam("connection_id") String connectionId) {
        return service.read(caller.org(), id(connectionId));
    }

    @PUT
    @Path("/airbyte/v1/connections/{connection_id}/update")
    @PermissionsAllowed("can_edit_connection")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "Change a connection that is not running; one that was switched off is active again")
    public Uni<ConnectionResponse> updateConnection(
            @PathParam("connection_id") String connectionId, @NotNull @Valid ConnectionRequest request) {
        return service.update(caller.get(), id(connectionId), request);
    }

    @DELETE
    @Path("/airbyte/v1/connections/{connection_id}")
    @PermissionsAllowed("can_delete_connection")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "Delete a connection that is not running and in no pipeline")
    public Uni<Map<String, Integer>> deleteConnection(@PathParam("connection_id") String connectionId) {
        return service.delete(caller.get(), id(connectionId)).replaceWith(SUCCESS);
    }

    /** Something that is no id names nothing, which is what an unknown id does too. */
    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound("connection not found");
        }
    }
}
