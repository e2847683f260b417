package org.dalgo.data.ingest.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Jobs of a connection that have ended, newest first.
 *
 * @param totalSyncs how many there are in all
 */
public record SyncHistoryResponse(long totalSyncs, List<Entry> history) {

    /**
     * One job.
     *
     * @param status succeeded, failed or cancelled
     * @param jobType sync, refresh, or reset_connection, which a clear is
     * @param bytesEmitted a number of bytes in digits
     * @param bytesCommitted a number of bytes in digits
     * @param streamStats numbers of each stream in Airbyte's words, or null
     * @param resetConfig what a clear emptied in Airbyte's words, or null
     * @param durationSeconds from its order to its end, or null
     * @param lastAttemptNo from 0, or null when there was no attempt
     */
    public record Entry(
            @JsonProperty("job_id") long jobId,
            String status,
            @JsonProperty("job_type") String jobType,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("started_at") @Schema(nullable = true) Instant startedAt,
            @JsonProperty("ended_at") @Schema(nullable = true) Instant endedAt,
            @JsonProperty("records_emitted") long recordsEmitted,
            @JsonProperty("bytes_emitted") String bytesEmitted,
            @JsonProperty("records_committed") long recordsCommitted,
            @JsonProperty("bytes_committed") String bytesCommitted,
            @JsonProperty("stream_stats") JsonNode streamStats,
            @JsonProperty("reset_config") JsonNode resetConfig,
            @JsonProperty("duration_seconds") @Schema(nullable = true) Long durationSeconds,
            @JsonProperty("last_attempt_no") @Schema(nullable = true) Integer lastAttemptNo) {}
}
