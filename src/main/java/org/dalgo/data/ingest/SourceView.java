package org.dalgo.data.ingest;

import java.util.UUID;

/**
 * A source as other rooms see it.
 *
 * @param sourceId its id in Airbyte and on the wire
 * @param definition the connector that reads it
 */
public record SourceView(UUID sourceId, String name, UUID definition) {

    static SourceView of(Source row) {
        return new SourceView(row.sourceId, row.name, row.sourceDefinitionId);
    }
}
