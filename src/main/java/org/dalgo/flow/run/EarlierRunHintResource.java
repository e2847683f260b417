package org.dalgo.flow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.dalgo.platform.access.Public;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where a set-up of Prefect from 2024 posts the states of runs. */
@Path("/webhooks/notification")
@NonBlocking
@Tag(name = "Run")
public class EarlierRunHintResource {

    @Inject
    RunHintResource hints;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Public
    @Operation(summary = "Hint that a flow run changed; earlier spelling")
    public RunHintResource.Heard hear(@HeaderParam("X-Notification-Key") String key, JsonNode notification) {
        return hints.hint(key, notification);
    }
}
