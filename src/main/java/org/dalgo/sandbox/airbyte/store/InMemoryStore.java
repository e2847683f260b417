package org.dalgo.sandbox.airbyte.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** Documents of one kind by id, in the order in which they were made. */
public final class InMemoryStore {

    private final String what;
    private final Map<String, ObjectNode> documents = new LinkedHashMap<>();

    /**
     * @param what Airbyte's name for the kind, for example {@code SOURCE_CONNECTION}
     */
    InMemoryStore(String what) {
        this.what = what;
    }

    /** The document, removed ones included. */
    public ObjectNode any(String id) {
        ObjectNode document = documents.get(id);
        if (document == null) {
            throw AirbyteApiException.notFound(what, id);
        }
        return document;
    }

    /** The document unless it was removed. */
    public ObjectNode live(String id) {
        ObjectNode document = any(id);
        if (removed(document)) {
            throw AirbyteApiException.notFound(what, id);
        }
        return document;
    }

    public boolean has(String id) {
        return documents.containsKey(id);
    }

    public void put(String id, ObjectNode document) {
        documents.put(id, document);
    }

    public void tombstone(String id) {
        live(id).put("tombstone", true);
    }

    void delete(String id) {
        documents.remove(id);
    }

    public Stream<ObjectNode> live() {
        return documents.values().stream().filter(document -> !removed(document));
    }

    public List<ObjectNode> live(Predicate<ObjectNode> wanted) {
        return live().filter(wanted).toList();
    }

    void clear() {
        documents.clear();
    }

    JsonNode save() {
        ObjectNode saved = SandboxJson.object();
        documents.forEach(saved::set);
        return saved;
    }

    void load(JsonNode saved) {
        documents.clear();
        saved.properties().forEach(entry -> documents.put(entry.getKey(), (ObjectNode) entry.getValue()));
    }

    private static boolean removed(ObjectNode document) {
        return document.path("tombstone").asBoolean(false);
    }
}
