package org.dalgo.upstream.airbyte.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Kinds of connector as Airbyte serves them; the names of their fields depend on the kind of actor. */
@RegisterRestClient(configKey = "airbyte")
@Path("/api/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface DefinitionRestClient {

    @POST
    @Path("{kind}_definitions/list_for_workspace")
    Uni<JsonNode> list(@PathParam("kind") String kind, ObjectNode workspace);

    @POST
    @Path("{kind}_definitions/get_for_workspace")
    Uni<JsonNode> read(@PathParam("kind") String kind, ObjectNode id);

    @POST
    @Path("{kind}_definitions/create_custom")
    Uni<JsonNode> createCustom(@PathParam("kind") String kind, ObjectNode draft);

    @POST
    @Path("{kind}_definitions/update")
    Uni<JsonNode> update(@PathParam("kind") String kind, ObjectNode change);

    @POST
    @Path("{kind}_definition_specifications/get")
    Uni<JsonNode> specification(@PathParam("kind") String kind, ObjectNode id);

    @POST
    @Path("{kind}_definition_specifications/get_for_{kind}")
    Uni<JsonNode> specificationOf(@PathParam("kind") String kind, ObjectNode actor);
}
