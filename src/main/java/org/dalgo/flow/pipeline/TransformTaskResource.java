package org.dalgo.flow.pipeline;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
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

/** The dbt tasks of an organisation: set up, list, add, delete. */
@Path("/api")
@Tag(name = "Task")
public class TransformTaskResource {

    private static final Map<String, Integer> SUCCESS = Map.of("success", 1);

    @Inject
    CurrentCaller caller;

    @Inject
    TransformTaskService service;

    @POST
    @Path("/prefect/tasks/")
    @PermissionsAllowed("can_create_orgtask")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Create a dbt task with flags of its own")
    public Uni<CustomTaskResponse> createTask(@NotNull @Valid CustomTaskRequest request) {
        return service.create(caller.get(), request);
    }

    @POST
    @Path("/prefect/tasks/transform/")
    @PermissionsAllowed("can_create_orgtask")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT, Problem.INVALID},
            upstream = true)
    @Operation(summary = "Set up the tasks of the dbt workspace")
    public Uni<Map<String, Integer>> setUpTasks() {
        return service.setUp(caller.get()).replaceWith(SUCCESS);
    }

    @GET
    @Path("/prefect/tasks/transform/")
    @PermissionsAllowed("can_view_orgtasks")
    @Operation(summary = "dbt tasks that can be run alone")
    public Uni<List<TransformTaskResponse>> listTasks() {
        return service.list(caller.org());
    }

    @DELETE
    @Path("/prefect/tasks/transform/")
    @PermissionsAllowed("can_delete_orgtask")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Take all dbt tasks away")
    public Uni<Map<String, Integer>> tearDownTasks() {
        return service.tearDown(caller.get()).replaceWith(SUCCESS);
    }

    @DELETE
    @Path("/prefect/tasks/{uuid}/")
    @PermissionsAllowed("can_delete_orgtask")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "Delete a dbt task that a person made")
    public Uni<Map<String, Integer>> deleteTask(@PathParam("uuid") String uuid) {
        return service.delete(caller.get(), id(uuid)).replaceWith(SUCCESS);
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.badRequest("invalid input type");
        }
    }
}
