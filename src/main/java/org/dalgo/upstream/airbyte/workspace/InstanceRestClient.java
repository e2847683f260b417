package org.dalgo.upstream.airbyte.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The server as it describes itself. */
@RegisterRestClient(configKey = "airbyte")
@Path("/api/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface InstanceRestClient {

    @GET
    @Path("health")
    Uni<JsonNode> health();

    /** Unknown before 0.50.34. */
    @GET
    @Path("instance_configuration")
    Uni<JsonNode> configuration();
}
