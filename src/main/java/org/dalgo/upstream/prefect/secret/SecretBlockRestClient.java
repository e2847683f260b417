package org.dalgo.upstream.prefect.secret;

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

/** Secret blocks as Prefect serves them. */
@RegisterRestClient(configKey = "prefect")
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface SecretBlockRestClient {

    @GET
    @Path("block_types/slug/secret")
    Uni<IdResponse> type();

    @POST
    @Path("block_schemas/filter")
    Uni<List<IdResponse>> schemas(SchemaFilterRequest filter);

    @GET
    @Path("block_types/slug/secret/block_documents/name/{name}")
    Uni<IdResponse> find(@PathParam("name") String name);

    @POST
    @Path("block_documents/")
    Uni<Void> create(byte[] secret);

    @PATCH
    @Path("block_documents/{id}")
    Uni<Void> update(@PathParam("id") UUID id, byte[] secret);

    @DELETE
    @Path("block_documents/{id}")
    Uni<Void> delete(@PathParam("id") UUID id);
}
