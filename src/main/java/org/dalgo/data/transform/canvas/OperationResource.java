package org.dalgo.data.transform.canvas;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Operations of the canvas, and the models that are made of them. */
@Path("/api")
@Tag(name = "Canvas")
public class OperationResource {

    @Inject
    CurrentCaller caller;

    @Inject
    OperationService operations;

    @POST
    @Path("/transform/v2/dbt_project/operations/nodes/")
    @PermissionsAllowed("can_create_dbt_model")
    @FailsWith({Problem.NOT_FOUND, Problem.CONFLICT, Problem.LOCKED})
    @Operation(summary = "Put an operation on the canvas")
    public Uni<NodeResponse> addOperation(@NotNull @Valid OperationRequest request) {
        return operations.add(caller.get(), request);
    }

    @PUT
    @Path("/transform/v2/dbt_project/operations/nodes/{node_uuid}/")
    @PermissionsAllowed("can_create_dbt_model")
    @FailsWith({Problem.CONFLICT, Problem.LOCKED})
    @Operation(summary = "Change an operation, and with it what is made of it")
    public Uni<NodeResponse> changeOperation(
            @PathParam("node_uuid") String node, @NotNull @Valid OperationRequest request) {
        return operations.change(caller.get(), id(node), request);
    }

    @POST
    @Path("/transform/v2/dbt_project/operations/nodes/{node_uuid}/terminate/")
    @PermissionsAllowed("can_create_dbt_model")
    @FailsWith({Problem.CONFLICT, Problem.LOCKED})
    @Operation(summary = "Make a model of the operations up to this one")
    public Uni<NodeResponse> makeModel(@PathParam("node_uuid") String node, @NotNull @Valid ModelRequest request) {
        return operations.makeModel(caller.get(), id(node), request);
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound("operation node not found");
        }
    }
}
