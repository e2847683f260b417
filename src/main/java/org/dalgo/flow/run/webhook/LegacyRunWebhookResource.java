package org.dalgo.flow.run.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where a set-up of Prefect from 2024 posts the states of runs. */
@Path("/webhooks/notification")
@NonBlocking
@Tag(name = "Run")
public class LegacyRunWebhookResource {

    @Inject
    RunWebhookResource webhook;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @PermitAll
    @FailsWith(
            value = {Problem.UNAUTHENTICATED, Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Hint that a flow run changed; earlier spelling")
    public RunWebhookResource.RunWebhookResponse flowRunChangedLegacy(
            @HeaderParam("X-Notification-Key") String key, JsonNode notification) {
        return webhook.flowRunChanged(key, notification);
    }
}
