package org.dalgo.upstream.airbyte.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Schemas of sources as Airbyte serves them. */
@RegisterRestClient(configKey = "airbyte")
@Path("/api/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface SchemaRestClient {

    @POST
    @Path("sources/most_recent_source_actor_catalog")
    Uni<JsonNode> latest(SourceRequest source);

    @POST
    @Path("sources/discover_schema")
    Uni<JsonNode> discover(DiscoverRequest source);
}
