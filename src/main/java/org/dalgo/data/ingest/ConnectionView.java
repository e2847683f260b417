package org.dalgo.data.ingest;

import java.util.UUID;

/**
 * A connection as other rooms see it.
 *
 * @param connectionId its id in Airbyte and on the wire
 */
public record ConnectionView(UUID connectionId, String name) {

    static ConnectionView of(Connection row) {
        return new ConnectionView(row.connectionId, row.name);
    }
}
