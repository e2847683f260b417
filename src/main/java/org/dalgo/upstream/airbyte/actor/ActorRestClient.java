package org.dalgo.upstream.airbyte.actor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.dalgo.upstream.airbyte.http.PageRequest;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Sources and destinations as Airbyte serves them; the names of their fields depend on the kind. */
@RegisterRestClient(configKey = "airbyte")
@Path("/api/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface ActorRestClient {

    @POST
    @Path("{kind}s/create")
    Uni<JsonNode> create(@PathParam("kind") String kind, ObjectNode draft);

    @POST
    @Path("{kind}s/update")
    Uni<JsonNode> update(@PathParam("kind") String kind, ObjectNode change);

    @POST
    @Path("{kind}s/get")
    Uni<JsonNode> read(@PathParam("kind") String kind, ObjectNode id);

    @POST
    @Path("{kind}s/list")
    Uni<JsonNode> list(@PathParam("kind") String kind, PageRequest page);

    @POST
    @Path("{kind}s/delete")
    Uni<Void> delete(@PathParam("kind") String kind, ObjectNode id);

    @POST
    @Path("scheduler/{kind}s/check_connection")
    Uni<JsonNode> checkDraft(@PathParam("kind") String kind, ObjectNode draft);

    @POST
    @Path("{kind}s/check_connection")
    Uni<JsonNode> check(@PathParam("kind") String kind, ObjectNode id);

    @POST
    @Path("{kind}s/check_connection_for_update")
    Uni<JsonNode> checkUpdate(@PathParam("kind") String kind, ObjectNode change);
}
