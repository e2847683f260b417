package org.dalgo.data.unsupported;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Where the web app would find a data quality report, if there were any. */
@Path("/elementary/{token}")
@NonBlocking
public class UnsupportedReportResource {

    @GET
    @PermitAll
    @Operation(hidden = true)
    public JsonNode report(@PathParam("token") String token) {
        throw UnsupportedFeatureResource.unsupported(UnsupportedFeature.DATA_QUALITY);
    }
}
