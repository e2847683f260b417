package org.dalgo.flow.run.result;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.validation.PageBounds;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the steps of a run made, and why they failed. */
@Path("/api")
@Tag(name = "Run result")
public class RunResultResource {

    @Inject
    CurrentCaller caller;

    @Inject
    RunResultService service;

    @GET
    @Path("/prefect/flow_runs/{flow_run_id}/results")
    @PermissionsAllowed("can_view_pipeline")
    @FailsWith(Problem.INVALID)
    @Operation(summary = "Results of the dbt models, tests, seeds and snapshots of a run: those that failed first")
    public Uni<RunResultsResponse> results(
            @PathParam("flow_run_id") String flowRunId,
            @QueryParam("status") String status,
            @QueryParam("task_run_id") String taskRunId,
            @QueryParam("limit") @DefaultValue("200") int limit,
            @QueryParam("offset") @DefaultValue("0") int offset) {
        PageBounds.requireNotNegative(limit, offset);
        UUID step = blank(taskRunId) ? null : id(taskRunId);
        return service.results(caller.org(), id(flowRunId), blank(status) ? null : status, step, limit, offset);
    }

    @GET
    @Path("/prefect/flow_runs/{flow_run_id}/logsummary")
    @PermissionsAllowed("can_view_pipeline")
    @Operation(summary = "What each step of a run made, what failed first in it, and why it is likely to have failed")
    public Uni<List<StepSummaryResponse>> summary(@PathParam("flow_run_id") String flowRunId) {
        return service.summary(caller.org(), id(flowRunId));
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
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
