package org.dalgo.upstream.airbyte.connection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.dalgo.upstream.airbyte.http.PageRequest;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Connections as Airbyte serves them; their catalogs go back as they came. */
@RegisterRestClient(configKey = "airbyte")
@Path("/api/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface ConnectionRestClient {

    @POST
    @Path("connections/create")
    Uni<JsonNode> create(ObjectNode draft);

    @POST
    @Path("web_backend/connections/get")
    Uni<JsonNode> read(ConnectionRequest connection);

    @POST
    @Path("web_backend/connections/list")
    Uni<JsonNode> list(PageRequest page);

    @POST
    @Path("web_backend/connections/update")
    Uni<JsonNode> update(ObjectNode change);

    @POST
    @Path("connections/delete")
    Uni<Void> delete(ConnectionRequest connection);
}
