package org.dalgo.data.ingest.source;

import java.util.UUID;

/**
 * A source as other rooms see it.
 *
 * @param id key of its row
 * @param sourceId its id in Airbyte and on the wire
 * @param definition the connector that reads it
 * @param connectorName name of that connector, or null when the copy lacks it
 * @param icon address of a picture of that connector, or null
 */
public record SourceView(long id, UUID sourceId, String name, UUID definition, String connectorName, String icon) {

    static SourceView of(Source row) {
        return new SourceView(row.id, row.sourceId, row.name, row.sourceDefinitionId, row.connectorName, row.icon);
    }
}
