package org.dalgo.upstream.airbyte.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Reads all pages of a list. From release 1.8 on Airbyte pages lists by a cursor. Older servers ignore the page fields
 * and return everything: their response is not exactly one full page, or repeats itself.
 */
public final class CursorPagination {

    private static final int SIZE = 100;

    private final AirbyteHttpClient http;
    private final String items;
    private final String id;
    private final String doing;

    /**
     * @param items field of the answer with the items
     * @param id field of an item that is its id
     * @param doing what it is for, as in "Airbyte could not …"
     */
    public CursorPagination(AirbyteHttpClient http, String items, String id, String doing) {
        this.http = http;
        this.items = items;
        this.id = id;
        this.doing = doing;
    }

    public Uni<List<JsonNode>> all(String path, UUID workspaceId) {
        return from(path, workspaceId, Optional.empty(), new ArrayList<>(), new HashSet<>());
    }

    private Uni<List<JsonNode>> from(
            String path, UUID workspaceId, Optional<String> cursor, List<JsonNode> found, Set<String> known) {
        ObjectNode body =
                AirbyteCall.fields().put("workspaceId", workspaceId.toString()).put("pageSize", SIZE);
        cursor.ifPresent(last -> body.put("cursor", last));
        return http.send(AirbyteCall.config(CallClass.READ, path, body, doing)).chain(json -> {
            JsonNode page = JsonFields.required(json, items);
            boolean fresh = true;
            for (JsonNode item : page) {
                boolean added = known.add(item.path(id).asText());
                fresh &= added;
                if (added) {
                    found.add(item);
                }
            }
            return fresh && page.size() == SIZE
                    ? from(path, workspaceId, JsonFields.text(page.get(SIZE - 1), id), found, known)
                    : Uni.createFrom().item(found);
        });
    }
}
