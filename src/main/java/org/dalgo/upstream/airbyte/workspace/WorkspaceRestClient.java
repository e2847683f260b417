package org.dalgo.upstream.airbyte.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Workspaces as Airbyte serves them. */
@RegisterRestClient(configKey = "airbyte")
@Path("/api/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface WorkspaceRestClient {

    @POST
    @Path("workspaces/create")
    Uni<JsonNode> create(CreateWorkspaceRequest draft);

    @POST
    @Path("workspaces/list_by_organization_id")
    Uni<JsonNode> search(WorkspaceSearchRequest search);

    /** All of them; for servers without organisations. */
    @POST
    @Path("workspaces/list")
    Uni<JsonNode> list(ObjectNode nothing);

    @POST
    @Path("workspaces/get")
    Uni<JsonNode> read(WorkspaceRequest workspace);

    @POST
    @Path("workspaces/delete")
    Uni<Void> delete(WorkspaceRequest workspace);
}
