package org.dalgo.upstream.prefect.deployment;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.dalgo.upstream.prefect.http.IdResponse;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Flows and deployments as Prefect serves them. Collections end in a slash, else Prefect answers 307. */
@RegisterRestClient(configKey = "prefect")
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface DeploymentRestClient {

    @POST
    @Path("flows/")
    Uni<IdResponse> createFlow(FlowRequest flow);

    @POST
    @Path("deployments/")
    Uni<PrefectDeploymentResponse> create(CreateDeploymentRequest deployment);

    @GET
    @Path("deployments/{id}")
    Uni<PrefectDeploymentResponse> read(@PathParam("id") UUID id);

    @PATCH
    @Path("deployments/{id}")
    Uni<Void> update(@PathParam("id") UUID id, UpdateDeploymentRequest change);

    @DELETE
    @Path("deployments/{id}")
    Uni<Void> delete(@PathParam("id") UUID id);

    @POST
    @Path("deployments/{id}/pause_deployment")
    Uni<Void> pause(@PathParam("id") UUID id, Empty nothing);

    @POST
    @Path("deployments/{id}/resume_deployment")
    Uni<Void> resume(@PathParam("id") UUID id, Empty nothing);

    @POST
    @Path("deployments/{id}/schedule")
    Uni<Void> scheduleRuns(@PathParam("id") UUID id, Empty nothing);

    @GET
    @Path("deployments/{id}/schedules")
    Uni<List<PrefectDeploymentResponse.ScheduleResponse>> schedules(@PathParam("id") UUID id);

    @DELETE
    @Path("deployments/{id}/schedules/{schedule}")
    Uni<Void> deleteSchedule(@PathParam("id") UUID id, @PathParam("schedule") UUID schedule);
}
