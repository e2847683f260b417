package org.dalgo.data.ingest.connection;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.error.Failure;

/**
 * A connection as its form sends it. The catalog that the form sends along is ignored: Airbyte knows what a source
 * holds, and a client must not decide it.
 *
 * @param sourceId the source; needed for a new connection, fixed for one that exists
 * @param streams the streams of the source with what becomes of each
 * @param destinationSchema schema of the warehouse to load into; null or blank for the one that the warehouse names
 * @param postSyncTransform what is to be done after a sync: {@code {"ops": [{"type": "cast", …}]}}, or null
 * @param confirmSharedTables whether it may load into tables of other connections; null for false
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConnectionRequest(
        @NotNull @Size(max = 255) String name,
        @Size(max = 40) String sourceId,
        @NotNull @Size(max = 10_000) List<@NotNull @Valid Stream> streams,
        @Size(max = 255) String destinationSchema,
        @JsonProperty("post_sync_transform") JsonNode postSyncTransform,
        Boolean confirmSharedTables) {

    /**
     * A stream with what becomes of it.
     *
     * @param namespace schema of the source that it stands in; null takes the streams of one name in the source's order
     * @param syncMode full_refresh or incremental
     * @param destinationSyncMode append, overwrite, append_dedup or overwrite_dedup
     * @param cursorField field by which new records are known
     * @param primaryKey fields by which a record is known
     * @param columns its fields; null or empty for all
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Stream(
            @NotNull @Size(max = 1000) String name,
            @Size(max = 1000) String namespace,
            boolean selected,
            @Size(max = 40) String syncMode,
            @Size(max = 40) String destinationSyncMode,
            @Size(max = 1000) String cursorField,
            @Size(max = 100) List<@NotNull String> primaryKey,
            @Size(max = 10_000) List<@NotNull @Valid Column> columns) {}

    /** A field of a stream, and whether it is copied. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Column(@NotNull @Size(max = 1000) String name, boolean selected) {}

    UUID source() {
        try {
            if (sourceId != null) {
                return UUID.fromString(sourceId);
            }
        } catch (IllegalArgumentException e) {
            throw Failure.notFound("source not found");
        }
        throw Failure.invalid("sourceId", "is missing");
    }

    /** What is to be done after a sync, or null; fails with INVALID when it is no list of ops. */
    JsonNode transform() {
        if (postSyncTransform == null || postSyncTransform.isNull()) {
            return null;
        }
        if (!postSyncTransform.path("ops").isArray()) {
            throw Failure.invalid("post_sync_transform", "must be an object with a list of ops");
        }
        return postSyncTransform;
    }
}
