package org.dalgo.data.ingest.sync;

import com.google.re2j.Pattern;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.dalgo.data.ingest.IngestConfig;
import org.dalgo.platform.digest.ConstantTime;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Receives Airbyte's notification that a job has ended. It is a hint only: the job is read from Airbyte. */
@Path("/webhooks/v1/airbyte_job")
@Tag(name = "Connection")
public class SyncWebhookResource {

    private static final Pattern JOB_ID = Pattern.compile("[0-9]{1,18}");

    /** Body of an answer. */
    public record SyncWebhookResponse(String status) {}

    @Inject
    IngestConfig config;

    @Inject
    SyncHistoryService service;

    @POST
    @Path("/{job_id}")
    @PermitAll
    @FailsWith(Problem.UNAUTHENTICATED)
    @Operation(summary = "Hint that a job of Airbyte has ended; open only with the configured key")
    public Uni<SyncWebhookResponse> jobEnded(
            @HeaderParam("X-Notification-Key") String key, @PathParam("job_id") String jobId) {
        String expected = config.webhookKey().orElseThrow(() -> Failure.notFound("not found"));
        if (!ConstantTime.isEqual(key, expected)) {
            throw new Failure(Problem.UNAUTHENTICATED, "the key is wrong");
        }
        SyncWebhookResponse received = new SyncWebhookResponse("ok");
        return JOB_ID.matches(jobId)
                ? service.onJobEnded(Long.parseLong(jobId)).replaceWith(received)
                : Uni.createFrom().item(received);
    }
}
