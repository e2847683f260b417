package org.dalgo.upstream.prefect.run;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Flow runs and task runs as Prefect serves them. */
@RegisterRestClient(configKey = "prefect")
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface FlowRunRestClient {

    @POST
    @Path("deployments/{deployment}/create_flow_run")
    Uni<PrefectFlowRunResponse> create(@PathParam("deployment") UUID deployment, CreateFlowRunRequest run);

    @GET
    @Path("flow_runs/{id}")
    Uni<PrefectFlowRunResponse> read(@PathParam("id") UUID id);

    @POST
    @Path("flow_runs/filter")
    Uni<List<PrefectFlowRunResponse>> filter(FlowRunFilterRequest filter);

    @POST
    @Path("task_runs/filter")
    Uni<List<PrefectTaskRunResponse>> taskRuns(TaskRunFilterRequest filter);

    @POST
    @Path("flow_runs/{id}/set_state")
    Uni<SetStateResponse> setState(@PathParam("id") UUID id, SetStateRequest state);
}
