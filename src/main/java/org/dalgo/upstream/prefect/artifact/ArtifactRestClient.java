package org.dalgo.upstream.prefect.artifact;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Artifacts as Prefect serves them. */
@RegisterRestClient(configKey = "prefect")
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface ArtifactRestClient {

    @POST
    @Path("artifacts/filter")
    Uni<List<PrefectArtifactResponse>> filter(ArtifactFilterRequest filter);
}
