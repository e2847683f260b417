package org.dalgo.flow.run.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.dalgo.flow.run.event.RunEventConsumer;
import org.dalgo.flow.run.state.RunConfig;
import org.dalgo.platform.digest.ConstantTime;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Where an older set-up of Prefect posts the states of runs. They are hints only: the run is read from Prefect, and what
 * the body says about it is not believed.
 */
@Path("/webhooks/v1/notification")
@NonBlocking
@Tag(name = "Run")
public class RunWebhookResource {

    private static final Pattern FLOW_RUN_ID =
            Pattern.compile("(?:with id |\"id\": ?\")([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

    /** Body of an answer. */
    public record RunWebhookResponse(String status) {}

    @Inject
    RunConfig config;

    @Inject
    RunEventConsumer events;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @PermitAll
    @FailsWith(
            value = {Problem.UNAUTHENTICATED, Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Hint that a flow run changed; open only with the configured key")
    public RunWebhookResponse flowRunChanged(@HeaderParam("X-Notification-Key") String key, JsonNode notification) {
        String expected = config.webhookKey().orElseThrow(() -> Failure.notFound("not found"));
        if (!ConstantTime.isEqual(key, expected)) {
            throw new Failure(Problem.UNAUTHENTICATED, "the key is wrong");
        }
        JsonNode body = notification == null ? null : notification.get("body");
        if (body == null || body.isNull()) {
            throw Failure.invalid("body", "is required");
        }
        Matcher run = FLOW_RUN_ID.matcher(body.isTextual() ? body.asText() : body.toString());
        if (run.find()) {
            events.refreshInBackground(UUID.fromString(run.group(1)));
        }
        return new RunWebhookResponse("ok");
    }
}
