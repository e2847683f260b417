package org.dalgo.flow.pipeline;

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

/** Pipelines: create, list, change, schedule, delete. */
@Path("/api")
@Tag(name = "Pipeline")
public class PipelineResource {

    private static final Map<String, Integer> SUCCESS = Map.of("success", 1);

    @Inject
    CurrentCaller caller;

    @Inject
    PipelineService service;

    @POST
    @Path("/prefect/v1/flows/")
    @PermissionsAllowed("can_create_pipeline")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Create a pipeline")
    public Uni<CreatedPipelineResponse> createPipeline(@NotNull @Valid PipelineRequest request) {
        return service.create(caller.get(), request);
    }

    @GET
    @Path("/prefect/v1/flows/")
    @PermissionsAllowed("can_view_pipelines")
    @Operation(summary = "All pipelines with their last run and lock")
    public Uni<List<PipelineSummary>> listPipelines() {
        return service.list(caller.org());
    }

    @GET
    @Path("/prefect/v1/flows/{deployment_id}")
    @PermissionsAllowed("can_view_pipeline")
    @Operation(summary = "One pipeline")
    public Uni<PipelineResponse> getPipeline(@PathParam("deployment_id") String deploymentId) {
        return service.get(caller.org(), id(deploymentId));
    }

    @PUT
    @Path("/prefect/v1/flows/{deployment_id}")
    @PermissionsAllowed("can_edit_pipeline")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "Change a pipeline; a paused one stays paused")
    public Uni<Map<String, Integer>> updatePipeline(
            @PathParam("deployment_id") String deploymentId, @NotNull @Valid PipelineRequest request) {
        return service.update(caller.get(), id(deploymentId), request).replaceWith(SUCCESS);
    }

    @DELETE
    @Path("/prefect/v1/flows/{deployment_id}")
    @PermissionsAllowed("can_delete_pipeline")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "Delete a pipeline that is not running")
    public Uni<Map<String, Integer>> deletePipeline(@PathParam("deployment_id") String deploymentId) {
        return service.delete(caller.get(), id(deploymentId)).replaceWith(SUCCESS);
    }

    @POST
    @Path("/prefect/flows/{deployment_id}/set_schedule/{status}")
    @PermissionsAllowed("can_edit_pipeline")
    @FailsWith(
            value = {Problem.CONFLICT, Problem.INVALID},
            upstream = true)
    @Operation(summary = "Start or stop the schedule of a pipeline: active or inactive")
    public Uni<Map<String, Integer>> setSchedule(
            @PathParam("deployment_id") String deploymentId, @PathParam("status") String status) {
        return service.setActive(caller.get(), id(deploymentId), active(status)).replaceWith(SUCCESS);
    }

    private static boolean active(String status) {
        return switch (status) {
            case "active" -> true;
            case "inactive" -> false;
            default -> throw Failure.invalid("status", "incorrect status value");
        };
    }

    /** Something that is no id names nothing, which is what an unknown id does too. */
    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound("pipeline does not exist");
        }
    }
}
