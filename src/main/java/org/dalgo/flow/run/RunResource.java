package org.dalgo.flow.run;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.flow.run.history.PipelineOverviewResponse;
import org.dalgo.flow.run.history.PipelineOverviewService;
import org.dalgo.flow.run.history.RunHistoryResponse;
import org.dalgo.flow.run.history.RunHistoryService;
import org.dalgo.flow.run.state.StartedRun;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Flow runs: start, look, cancel, history. */
@Path("/api")
@Tag(name = "Run")
public class RunResource {

    private static final Map<String, Integer> SUCCESS = Map.of("success", 1);

    @Inject
    CurrentCaller caller;

    @Inject
    RunService service;

    @Inject
    RunHistoryService history;

    @Inject
    PipelineOverviewService overview;

    @POST
    @Path("/prefect/v1/flows/{deployment_id}/flow_run/")
    @PermissionsAllowed("can_run_pipeline")
    @FailsWith(
            value = {Problem.CONFLICT, Problem.INVALID},
            upstream = true)
    @Operation(summary = "Start a run of a pipeline, a sync or a task")
    public Uni<StartedRun> start(@PathParam("deployment_id") String deploymentId) {
        return service.start(caller.get(), id(deploymentId, "pipeline"));
    }

    @POST
    @Path("/prefect/v1/flows/{deployment_id}/clear_streams/")
    @PermissionsAllowed("can_run_pipeline")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "Start a clear of some streams of a connection")
    public Uni<StartedRun> clearStreams(
            @PathParam("deployment_id") String deploymentId, @NotNull @Valid ClearStreamsRequest request) {
        return service.clearStreams(caller.get(), id(deploymentId, "pipeline"), request);
    }

    @GET
    @Path("/prefect/v1/flows/{deployment_id}/flow_runs/history")
    @PermissionsAllowed("can_view_pipeline")
    @FailsWith(Problem.INVALID)
    @Operation(summary = "Finished runs of a pipeline with their steps, newest first")
    public Uni<List<RunHistoryResponse>> history(
            @PathParam("deployment_id") String deploymentId,
            @QueryParam("limit") @DefaultValue("20") int limit,
            @QueryParam("offset") @DefaultValue("0") int offset) {
        return history.page(caller.org(), id(deploymentId, "pipeline"), limit, offset);
    }

    @GET
    @Path("/prefect/flow_runs/{flow_run_id}")
    @PermissionsAllowed("can_view_pipeline")
    @Operation(summary = "State of one run as the web app polls it: a crashed one reads FAILED")
    public Uni<FlowRunResponse> get(@PathParam("flow_run_id") String flowRunId) {
        return service.get(caller.org(), id(flowRunId, "flow run")).map(FlowRunResponse::forWebApp);
    }

    @GET
    @Path("/prefect/v1/flow_runs/{flow_run_id}")
    @PermissionsAllowed("can_view_pipeline")
    @Operation(summary = "State of one run as Prefect names it")
    public Uni<FlowRunResponse> getExact(@PathParam("flow_run_id") String flowRunId) {
        return service.get(caller.org(), id(flowRunId, "flow run")).map(FlowRunResponse::of);
    }

    @POST
    @Path("/prefect/flow_runs/{flow_run_id}/set_state")
    @PermissionsAllowed("can_edit_pipeline")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "Cancel a run")
    public Uni<Map<String, Integer>> setState(
            @PathParam("flow_run_id") String flowRunId, @NotNull @Valid StateRequest request) {
        if (!"CANCELLING".equals(request.state().type())) {
            throw Failure.badRequest("The state can only be set to CANCELLING.");
        }
        return service.cancel(caller.get(), id(flowRunId, "flow run")).replaceWith(SUCCESS);
    }

    @GET
    @Path("/dashboard/v1")
    @PermissionsAllowed("can_view_pipeline_overview")
    @Operation(summary = "All pipelines with their latest runs")
    public Uni<List<PipelineOverviewResponse>> overview() {
        return overview.list(caller.org());
    }

    /** Something that is no id names nothing, which is what an unknown id does too. */
    private static UUID id(String text, String noun) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound(noun + " not found");
        }
    }
}
