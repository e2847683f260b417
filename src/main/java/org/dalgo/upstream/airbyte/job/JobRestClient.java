package org.dalgo.upstream.airbyte.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Jobs as Airbyte serves them. */
@RegisterRestClient(configKey = "airbyte")
@Path("/api/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface JobRestClient {

    @POST
    @Path("connections/sync")
    Uni<JsonNode> sync(SyncRequest connection);

    @POST
    @Path("jobs/get_without_logs")
    Uni<JsonNode> read(JobRequest job);

    @POST
    @Path("jobs/list")
    Uni<JsonNode> list(JobListRequest query);

    @POST
    @Path("jobs/cancel")
    Uni<JsonNode> cancel(JobRequest job);

    @POST
    @Path("attempt/get_for_job")
    Uni<JsonNode> attempt(AttemptRequest attempt);
}
