package org.dalgo.upstream.prefect.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Work pools, queues, workers and the server as Prefect serves them. */
@RegisterRestClient(configKey = "prefect")
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface ServerRestClient {

    @POST
    @Path("work_pools/")
    Uni<Void> createPool(WorkPoolRequest pool);

    @GET
    @Path("work_pools/{pool}")
    Uni<WorkPoolResponse> pool(@PathParam("pool") String pool);

    @PATCH
    @Path("work_pools/{pool}")
    Uni<Void> updatePool(@PathParam("pool") String pool, UpdateWorkPoolRequest change);

    @POST
    @Path("work_pools/{pool}/queues")
    Uni<Void> createQueue(@PathParam("pool") String pool, WorkQueueRequest queue);

    @GET
    @Path("work_pools/{pool}/queues/{queue}")
    Uni<WorkQueueResponse> queue(@PathParam("pool") String pool, @PathParam("queue") String queue);

    @POST
    @Path("work_pools/{pool}/workers/filter")
    Uni<List<WorkerResponse>> workers(@PathParam("pool") String pool, WorkerFilterRequest filter);

    /** A JSON string. */
    @GET
    @Path("admin/version")
    Uni<JsonNode> version();

    @GET
    @Path("admin/settings")
    Uni<SettingsResponse> settings();
}
