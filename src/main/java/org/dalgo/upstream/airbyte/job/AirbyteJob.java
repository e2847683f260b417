package org.dalgo.upstream.airbyte.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dalgo.upstream.airbyte.http.JsonFields;

/**
 * A job with its attempts, without logs.
 *
 * @param id ascends over the whole server
 * @param type sync, refresh or reset_connection (which a clear is)
 * @param connectionId connection it belongs to
 * @param status how it stands
 * @param createdAt when it was ordered
 * @param updatedAt when it last changed
 * @param startedAt when its first attempt began
 * @param recordsEmitted records that were read, over all attempts
 * @param bytesEmitted their size in bytes
 * @param recordsCommitted records that arrived, over all attempts
 * @param bytesCommitted their size in bytes
 * @param resetConfig what a clear empties
 * @param streamStats numbers of each stream, over all attempts
 * @param attempts in order; empty while the job is pending
 */
public record AirbyteJob(
        long id,
        String type,
        String connectionId,
        JobStatus status,
        Optional<Instant> createdAt,
        Optional<Instant> updatedAt,
        Optional<Instant> startedAt,
        long recordsEmitted,
        long bytesEmitted,
        long recordsCommitted,
        long bytesCommitted,
        Optional<JsonNode> resetConfig,
        Optional<JsonNode> streamStats,
        List<Attempt> attempts) {

    /**
     * One attempt.
     *
     * @param number from 0
     * @param status running, succeeded or failed
     * @param createdAt when it began
     * @param endedAt when it ended
     * @param records records it moved
     * @param bytes their size
     * @param failure why it failed, Airbyte's message for people
     * @param failureType config_error, transient_error, manual_cancellation …
     */
    public record Attempt(
            int number,
            String status,
            Optional<Instant> createdAt,
            Optional<Instant> endedAt,
            long records,
            long bytes,
            Optional<String> failure,
            Optional<String> failureType) {

        /** Lists give attempts bare, single reads wrap them. */
        static Attempt from(JsonNode json) {
            JsonNode attempt = json.has("attempt") ? json.get("attempt") : json;
            JsonNode reason = attempt.path("failureSummary").path("failures").path(0);
            return new Attempt(
                    attempt.path("id").asInt(),
                    attempt.path("status").asText(),
                    JsonFields.seconds(attempt, "createdAt"),
                    JsonFields.seconds(attempt, "endedAt"),
                    attempt.path("recordsSynced").asLong(),
                    attempt.path("bytesSynced").asLong(),
                    JsonFields.text(reason, "externalMessage"),
                    JsonFields.text(reason, "failureType"));
        }
    }

    static AirbyteJob from(JsonNode json) {
        JsonNode job = JsonFields.required(json, "job");
        JsonNode stats = job.path("aggregatedStats");
        List<Attempt> attempts = JsonFields.list(json.path("attempts"), Attempt::from);
        Optional<Attempt> last = attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
        return new AirbyteJob(
                JsonFields.required(job, "id").asLong(),
                job.path("configType").asText(),
                job.path("configId").asText(),
                JobStatus.of(job.path("status").asText()),
                JsonFields.seconds(job, "createdAt"),
                JsonFields.seconds(job, "updatedAt"),
                JsonFields.seconds(job, "startedAt")
                        .or(() -> attempts.stream().findFirst().flatMap(Attempt::createdAt)),
                stats.path("recordsEmitted").asLong(last.map(Attempt::records).orElse(0L)),
                stats.path("bytesEmitted").asLong(last.map(Attempt::bytes).orElse(0L)),
                stats.path("recordsCommitted").asLong(last.map(Attempt::records).orElse(0L)),
                stats.path("bytesCommitted").asLong(last.map(Attempt::bytes).orElse(0L)),
                Optional.of(job.path("resetConfig")).filter(JsonNode::isObject),
                Optional.of(job.path("streamAggregatedStats")).filter(JsonNode::isArray),
                attempts);
    }
}
