package org.dalgo.upstream.airbyte.http;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Airbyte's token endpoint. It takes JSON; older servers take nothing else. */
@RegisterRestClient(configKey = "airbyte")
@Path("/api/v1/applications/token")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface TokenRestClient {

    @POST
    Uni<TokenResponse> create(TokenRequest application);
}
