package org.dalgo.light.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the rows of one stream go.
 *
 * @param stream what tells it from every other stream of its connection: two may agree in all that follows
 * @param namespace wished name of the schema
 * @param name wished name of the table
 * @param jsonSchema of the stream's records
 * @param fields wanted top-level fields; empty means all
 * @param mode how rows in the table are treated
 * @param key fields of the primary key; empty when there is none
 * @param cursor field by which the newest row of a key is known; without one it is the row that came last
 * @param resumable whether a source's state tells where to go on, so that parts of the stream may become lasting
 */
public record LoadTarget(
        String stream,
        String namespace,
        String name,
        JsonNode jsonSchema,
        Optional<Set<String>> fields,
        LoadMode mode,
        List<String> key,
        Optional<String> cursor,
        boolean resumable) {

    boolean checkpoints() {
        return resumable && !mode.replaces();
    }
}
