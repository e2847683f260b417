package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.dalgo.sandbox.airbyte.setting.EmulatedVersion;
import org.dalgo.sandbox.airbyte.word.Body;
import org.dalgo.sandbox.airbyte.word.Json;

/** One page of a list: from 1.8 on twenty at a time behind a cursor, before that everything. */
final class Page {

    private static final int DEFAULT_SIZE = 20;

    private final boolean paged;
    private final int size;
    private final String cursor;

    Page(EmulatedVersion version, Body body) {
        paged = version.pagesLists();
        size = paged ? body.number("pageSize", DEFAULT_SIZE) : Integer.MAX_VALUE;
        cursor = paged ? body.text("cursor", null) : null;
    }

    /**
     * The answer.
     *
     * @param name field that carries the items
     * @param id field of an item that the cursor compares
     * @param all every item there is
     */
    ObjectNode answer(String name, String id, List<ObjectNode> all, Function<ObjectNode, ? extends JsonNode> read) {
        int start = 0;
        for (int i = 0; cursor != null && i < all.size(); i++) {
            if (Objects.equals(all.get(i).path(id).asText(), cursor)) {
                start = i + 1;
            }
        }
        ObjectNode answer = Json.object();
        answer.set(name, Json.array(all.stream().skip(start).limit(size).map(read)));
        if (paged) {
            answer.put("page_size", size).put("num_connections", all.size());
        }
        return answer;
    }
}
