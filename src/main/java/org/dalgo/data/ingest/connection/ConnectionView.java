package org.dalgo.data.ingest.connection;

import java.util.UUID;

/**
 * A connection as other rooms see it.
 *
 * @param id key of its row
 * @param connectionId its id in Airbyte and on the wire
 */
public record ConnectionView(long id, UUID connectionId, String name) {

    static ConnectionView of(Connection row) {
        return new ConnectionView(row.id, row.connectionId, row.name);
    }
}
