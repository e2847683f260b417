package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.model.RequestBody;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** One page of a list: from 1.8 on twenty at a time behind a cursor, before that everything. */
final class PagedResponse {

    private static final int DEFAULT_SIZE = 20;

    private final boolean paged;
    private final int size;
    private final String cursor;

    PagedResponse(EmulatedVersion version, RequestBody requestBody) {
        paged = version.pagesLists();
        size = paged ? requestBody.number("pageSize", DEFAULT_SIZE) : Integer.MAX_VALUE;
        cursor = paged ? requestBody.text("cursor", null) : null;
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
        ObjectNode answer = SandboxJson.object();
        answer.set(name, SandboxJson.array(all.stream().skip(start).limit(size).map(read)));
        if (paged) {
            answer.put("page_size", size).put("num_connections", all.size());
        }
        return answer;
    }
}
