package org.dalgo.sandbox.airbyte.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** The state of the stand-in. Touched only on its own event loop, so nothing here is synchronised. */
public final class SandboxStore {

    public final InMemoryStore workspaces = new InMemoryStore("WORKSPACE");
    public final InMemoryStore connections = new InMemoryStore("STANDARD_SYNC");
    /** Discovered catalogs, newest last. */
    public final InMemoryStore catalogs = new InMemoryStore("ACTOR_CATALOG");
    /** Cursors by connection id, each {@code {stream key: state}}. */
    public final InMemoryStore states = new InMemoryStore("STATE");
    /** Changes to a source's schema that a test requested, by source id. */
    public final InMemoryStore schemaEdits = new InMemoryStore("SCHEMA_EDIT");

    public final InMemoryStore jobs = new InMemoryStore("JOB");

    private final InMemoryStore sourceDefinitions = new InMemoryStore("STANDARD_SOURCE_DEFINITION");
    private final InMemoryStore destinationDefinitions = new InMemoryStore("STANDARD_DESTINATION_DEFINITION");
    private final InMemoryStore sources = new InMemoryStore("SOURCE_CONNECTION");
    private final InMemoryStore destinations = new InMemoryStore("DESTINATION_CONNECTION");
    private final Map<String, InMemoryStore> stores = new LinkedHashMap<>();
    private long lastJobId;
    private boolean changed;

    public SandboxStore() {
        stores.put("workspaces", workspaces);
        stores.put("sourceDefinitions", sourceDefinitions);
        stores.put("destinationDefinitions", destinationDefinitions);
        stores.put("sources", sources);
        stores.put("destinations", destinations);
        stores.put("catalogs", catalogs);
        stores.put("connections", connections);
        stores.put("states", states);
        stores.put("schemaEdits", schemaEdits);
        stores.put("jobs", jobs);
        shipDefinitions();
    }

    public InMemoryStore actors(SandboxActorType kind) {
        return kind == SandboxActorType.SOURCE ? sources : destinations;
    }

    /** Documents {@code {definition, spec, advancedAuth?, scopeId?}}; without a scope they belong to all. */
    public InMemoryStore definitions(SandboxActorType kind) {
        return kind == SandboxActorType.SOURCE ? sourceDefinitions : destinationDefinitions;
    }

    /** Definition document of a stored source or destination. */
    public ObjectNode definitionOf(SandboxActorType kind, JsonNode actor) {
        return definitions(kind).any(actor.get(kind.definitionId()).asText());
    }

    public List<ObjectNode> connections(Predicate<ObjectNode> wanted) {
        return connections.live(wanted.and(
                connection -> !"deprecated".equals(connection.path("status").asText())));
    }

    public String workspaceOf(JsonNode connection) {
        return sources.any(connection.get("sourceId").asText())
                .get("workspaceId")
                .asText();
    }

    public ObjectNode job(long id) {
        return jobs.any(Long.toString(id));
    }

    /** Ids ascend over the whole instance, as Airbyte's do. */
    public long nextJobId() {
        return ++lastJobId;
    }

    /** Drops the log lines of a job: only the latest jobs keep theirs, so that the snapshot stays small. */
    public void deleteLog(long jobId) {
        String id = Long.toString(jobId);
        if (jobs.has(id)) {
            jobs.any(id).path("attempts").forEach(attempt -> ((ObjectNode) attempt).set("events", SandboxJson.array()));
        }
    }

    /** Says that the state should be kept; cheap, may be called often. */
    public void touch() {
        changed = true;
    }

    /** Whether anything changed since the last question. */
    public boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    public JsonNode save() {
        ObjectNode saved = SandboxJson.object().put("lastJobId", lastJobId);
        stores.forEach((name, inMemoryStore) -> saved.set(name, inMemoryStore.save()));
        return saved;
    }

    public void load(JsonNode saved) {
        lastJobId = saved.path("lastJobId").asLong();
        stores.forEach((name, inMemoryStore) -> inMemoryStore.load(saved.path(name)));
        shipDefinitions();
    }

    public void reset() {
        stores.values().forEach(InMemoryStore::clear);
        shipDefinitions();
        touch();
    }

    private void shipDefinitions() {
        for (SandboxActorType kind : SandboxActorType.values()) {
            for (JsonNode shipped : SandboxJson.resource("/sandbox/airbyte/" + kind.apiName() + "s.json")) {
                definitions(kind)
                        .put(shipped.get("definition").get(kind.definitionId()).asText(), (ObjectNode) shipped);
            }
        }
    }
}
