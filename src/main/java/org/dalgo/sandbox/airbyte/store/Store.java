package org.dalgo.sandbox.airbyte.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.dalgo.sandbox.airbyte.word.ActorKind;
import org.dalgo.sandbox.airbyte.word.Json;

/** Everything the stand-in remembers. Touched only on its own event loop, so nothing here is synchronised. */
public final class Store {

    public final Shelf workspaces = new Shelf("WORKSPACE");
    public final Shelf connections = new Shelf("STANDARD_SYNC");
    /** Discovered catalogs, newest last. */
    public final Shelf catalogs = new Shelf("ACTOR_CATALOG");
    /** Cursors by connection id, each {@code {stream key: state}}. */
    public final Shelf states = new Shelf("STATE");
    /** Changes to a source's schema that a test asked for, by source id. */
    public final Shelf schemaEdits = new Shelf("SCHEMA_EDIT");

    public final Shelf jobs = new Shelf("JOB");

    private final Shelf sourceDefinitions = new Shelf("STANDARD_SOURCE_DEFINITION");
    private final Shelf destinationDefinitions = new Shelf("STANDARD_DESTINATION_DEFINITION");
    private final Shelf sources = new Shelf("SOURCE_CONNECTION");
    private final Shelf destinations = new Shelf("DESTINATION_CONNECTION");
    private final Map<String, Shelf> shelves = new LinkedHashMap<>();
    private long lastJobId;
    private boolean changed;

    public Store() {
        shelves.put("workspaces", workspaces);
        shelves.put("sourceDefinitions", sourceDefinitions);
        shelves.put("destinationDefinitions", destinationDefinitions);
        shelves.put("sources", sources);
        shelves.put("destinations", destinations);
        shelves.put("catalogs", catalogs);
        shelves.put("connections", connections);
        shelves.put("states", states);
        shelves.put("schemaEdits", schemaEdits);
        shelves.put("jobs", jobs);
        shipDefinitions();
    }

    public Shelf actors(ActorKind kind) {
        return kind == ActorKind.SOURCE ? sources : destinations;
    }

    /** Documents {@code {definition, spec, advancedAuth?, scopeId?}}; without a scope they belong to everybody. */
    public Shelf definitions(ActorKind kind) {
        return kind == ActorKind.SOURCE ? sourceDefinitions : destinationDefinitions;
    }

    /** Definition document of a stored source or destination. */
    public ObjectNode definitionOf(ActorKind kind, JsonNode actor) {
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
    public void forgetLog(long jobId) {
        String id = Long.toString(jobId);
        if (jobs.has(id)) {
            jobs.any(id).path("attempts").forEach(attempt -> ((ObjectNode) attempt).set("events", Json.array()));
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
        ObjectNode saved = Json.object().put("lastJobId", lastJobId);
        shelves.forEach((name, shelf) -> saved.set(name, shelf.save()));
        return saved;
    }

    public void load(JsonNode saved) {
        lastJobId = saved.path("lastJobId").asLong();
        shelves.forEach((name, shelf) -> shelf.load(saved.path(name)));
        shipDefinitions();
    }

    public void reset() {
        shelves.values().forEach(Shelf::clear);
        shipDefinitions();
        touch();
    }

    private void shipDefinitions() {
        for (ActorKind kind : ActorKind.values()) {
            for (JsonNode shipped : Json.resource("/sandbox/airbyte/" + kind.word() + "s.json")) {
                definitions(kind)
                        .put(shipped.get("definition").get(kind.definitionId()).asText(), (ObjectNode) shipped);
            }
        }
    }
}
