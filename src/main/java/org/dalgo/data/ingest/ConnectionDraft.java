package org.dalgo.data.ingest;

import java.util.List;
import java.util.UUID;
import org.dalgo.platform.http.Failure;
import org.dalgo.upstream.airbyte.Catalog;
import org.dalgo.upstream.airbyte.StreamChoice;

/**
 * A connection that somebody wants to make.
 *
 * @param name unique in the organisation
 * @param source the source's id in Airbyte
 * @param catalog what the source was found to hold
 * @param streams what of it is to be copied
 * @param schema schema of the warehouse to load into; null or blank for the one that the warehouse names
 */
public record ConnectionDraft(String name, UUID source, Catalog catalog, List<StreamChoice> streams, String schema) {

    void check() {
        if (name == null || name.isBlank() || name.length() > SourceDraft.LONGEST_NAME) {
            throw Failure.invalid("name", "must have 1 to " + SourceDraft.LONGEST_NAME + " characters");
        }
        if (streams == null || streams.isEmpty()) {
            throw Failure.badRequest("select at least one stream");
        }
        if (catalog == null) {
            throw Failure.invalid("syncCatalog", "is missing");
        }
    }
}
