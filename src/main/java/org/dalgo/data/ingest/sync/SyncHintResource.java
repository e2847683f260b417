package org.dalgo.data.ingest.sync;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.dalgo.data.ingest.IngestConfig;
import org.dalgo.platform.access.Public;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where whoever watches Airbyte tells that a job has ended. It is a hint only: the job is read from Airbyte. */
@Path("/webhooks/v1/airbyte_job")
@Tag(name = "Connection")
public class SyncHintResource {

    /** Body of an answer. */
    public record HeardJob(String status) {}

    @Inject
    IngestConfig config;

    @Inject
    SyncHistoryService service;

    @POST
    @Path("/{job_id}")
    @Public
    @Operation(summary = "Hint that a job of Airbyte has ended; open only with the configured key")
    public Uni<HeardJob> hearOfJob(@HeaderParam("X-Notification-Key") String key, @PathParam("job_id") String jobId) {
        String expected = config.webhookKey().orElseThrow(() -> Failure.notFound("not found"));
        if (key == null || !MessageDigest.isEqual(bytes(key), bytes(expected))) {
            throw new Failure(Problem.UNAUTHENTICATED, "the key is wrong");
        }
        HeardJob heard = new HeardJob("ok");
        return jobId.matches("[0-9]{1,18}")
                ? service.hint(Long.parseLong(jobId)).replaceWith(heard)
                : Uni.createFrom().item(heard);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
