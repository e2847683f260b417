package org.dalgo.upstream.airbyte.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Reads all pages of a list. From release 1.8 on Airbyte pages lists by a cursor. Older servers ignore the page fields
 * and return everything: their response is not exactly one full page, or repeats itself.
 */
public final class CursorPagination {

    private static final int SIZE = 100;

    private final AirbyteCalls calls;
    private final String items;
    private final String id;
    private final String doing;
    private final Function<PageRequest, Uni<JsonNode>> request;

    /**
     * @param items field of the answer with the items
     * @param id field of an item that is its id
     * @param doing what it is for, as in "Airbyte could not …"
     * @param request reads a page
     */
    public CursorPagination(
            AirbyteCalls calls, String items, String id, String doing, Function<PageRequest, Uni<JsonNode>> request) {
        this.calls = calls;
        this.items = items;
        this.id = id;
        this.doing = doing;
        this.request = request;
    }

    public Uni<List<JsonNode>> all(UUID workspaceId) {
        return from(new PageRequest(workspaceId, SIZE, null), new ArrayList<>(), new HashSet<>());
    }

    private Uni<List<JsonNode>> from(PageRequest wanted, List<JsonNode> found, Set<String> known) {
        return calls.send(CallClass.READ, doing, () -> request.apply(wanted)).chain(json -> {
            JsonNode page = JsonFields.required(json, items);
            boolean fresh = true;
            for (JsonNode item : page) {
                boolean added = known.add(item.path(id).asText());
                fresh &= added;
                if (added) {
                    found.add(item);
                }
            }
            if (!fresh || page.size() != SIZE) {
                return Uni.createFrom().item(found);
            }
            Optional<String> last = JsonFields.text(page.get(SIZE - 1), id);
            return from(new PageRequest(wanted.workspaceId(), SIZE, last.orElse(null)), found, known);
        });
    }
}
