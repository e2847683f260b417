package org.dalgo.data.ingest.connection;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.data.warehouse.destination.DestinationNames;
import org.dalgo.platform.error.Failure;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.dalgo.upstream.airbyte.catalog.StreamConfiguration;

/**
 * A connection to be made, or the new state of a connection.
 *
 * @param name unique in the organisation
 * @param source the source's id in Airbyte; ignored when a connection is changed
 * @param catalog what the source was found to hold
 * @param streams what of it is to be copied
 * @param schema schema of the warehouse to load into; null or blank for the one that the warehouse names
 * @param postSyncTransform what is to be done after a sync, or null
 */
public record ConnectionDraft(
        String name,
        UUID source,
        Catalog catalog,
        List<StreamConfiguration> streams,
        String schema,
        JsonNode postSyncTransform) {

    private static final int MAX_NAME_LENGTH = 255;

    /** With nothing to be done after a sync. */
    public ConnectionDraft(
            String name, UUID source, Catalog catalog, List<StreamConfiguration> streams, String schema) {
        this(name, source, catalog, streams, schema, null);
    }

    void check() {
        if (name == null || name.isBlank() || name.length() > MAX_NAME_LENGTH) {
            throw Failure.invalid("name", "must have 1 to " + MAX_NAME_LENGTH + " characters");
        }
        if (streams == null || streams.isEmpty()) {
            throw Failure.badRequest("select at least one stream");
        }
        namespace().ifPresent(ConnectionDraft::requireSchema);
        if (catalog == null) {
            throw Failure.invalid("syncCatalog", "is missing");
        }
    }

    private static void requireSchema(String name) {
        DestinationNames.requireUsableSchema(name, "destinationSchema");
        // Airbyte would put the schema of the source in its place, whatever that is.
        if (name.contains("${")) {
            throw Failure.invalid("destinationSchema", "must be the name of a schema, without ${");
        }
    }

    /** The catalog with what is to be copied selected; fails with INVALID when that does not fit the source. */
    Catalog selectedCatalog() {
        return catalog.select(streams);
    }

    Optional<String> namespace() {
        return Optional.ofNullable(schema).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Writes it into a row. */
    void copyTo(Connection row) {
        row.name = name.strip();
        row.destinationSchema = namespace().orElse("");
        row.status = Connection.ACTIVE;
        row.postSyncTransform = postSyncTransform;
    }
}
