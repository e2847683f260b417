package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dalgo.sandbox.airbyte.setting.EmulatedVersion;
import org.dalgo.sandbox.airbyte.setting.SandboxClock;
import org.dalgo.sandbox.airbyte.store.Store;
import org.dalgo.sandbox.airbyte.word.ActorKind;
import org.dalgo.sandbox.airbyte.word.Body;
import org.dalgo.sandbox.airbyte.word.Json;
import org.dalgo.sandbox.airbyte.word.Refusal;
import org.dalgo.sandbox.airbyte.word.Secrets;

/** Sources and destinations: create, change, read, list, delete. */
public final class Actors {

    private final Store store;
    private final SandboxClock clock;
    private final EmulatedVersion version;

    public Actors(Store store, SandboxClock clock, EmulatedVersion version) {
        this.store = store;
        this.clock = clock;
        this.version = version;
    }

    public void register(Routes routes) {
        for (ActorKind kind : ActorKind.values()) {
            String group = kind.word() + "s/";
            routes.now(group + "create", body -> create(kind, body))
                    .now(group + "update", body -> update(kind, body))
                    .now(group + "partial_update", body -> partialUpdate(kind, body))
                    .now(group + "get", body -> read(kind, store.actors(kind).live(body.id(kind.id()))))
                    .now(group + "list", body -> list(kind, body))
                    .silent(
                            group + "delete",
                            body -> remove(kind, store.actors(kind).live(body.id(kind.id()))));
        }
    }

    private JsonNode create(ActorKind kind, Body body) {
        String definitionId = body.id(kind.definitionId());
        String workspace = body.id("workspaceId");
        store.workspaces.live(workspace);
        ObjectNode definition = store.definitions(kind).live(definitionId);
        ObjectNode config = body.object("connectionConfiguration");
        validate(definition, config);
        String id = UUID.randomUUID().toString();
        ObjectNode actor = Json.object()
                .put(kind.id(), id)
                .put(kind.definitionId(), definitionId)
                .put("workspaceId", workspace)
                .put("name", body.text("name"))
                .put("createdAt", clock.seconds());
        actor.set("connectionConfiguration", config);
        store.actors(kind).put(id, actor);
        store.touch();
        return read(kind, actor);
    }

    private JsonNode update(ActorKind kind, Body body) {
        ObjectNode actor = store.actors(kind).live(body.id(kind.id()));
        String name = body.text("name");
        ObjectNode config = merged(kind, actor, body.object("connectionConfiguration"));
        actor.put("name", name).set("connectionConfiguration", config);
        store.touch();
        return read(kind, actor);
    }

    private JsonNode partialUpdate(ActorKind kind, Body body) {
        ObjectNode actor = store.actors(kind).live(body.id(kind.id()));
        if (body.has("connectionConfiguration")) {
            ObjectNode patched = ((ObjectNode) actor.get("connectionConfiguration")).deepCopy();
            patch(patched, body.object("connectionConfiguration"));
            actor.set("connectionConfiguration", merged(kind, actor, patched));
        }
        if (body.has("name")) {
            actor.put("name", body.text("name"));
        }
        store.touch();
        return read(kind, actor);
    }

    /** The new configuration with stored secrets put back; refused when it does not fit the specification. */
    ObjectNode merged(ActorKind kind, ObjectNode actor, ObjectNode update) {
        ObjectNode definition = store.definitionOf(kind, actor);
        ObjectNode config =
                Secrets.restore(definition.get("spec"), update, (ObjectNode) actor.get("connectionConfiguration"));
        validate(definition, config);
        return config;
    }

    private static void validate(ObjectNode definition, ObjectNode config) {
        List<String> errors = SpecCheck.errors(definition.get("spec"), config);
        if (!errors.isEmpty()) {
            throw Refusal.unprocessable("The provided configuration does not fulfill the specification. Errors: "
                    + String.join(", ", errors)
                    + "\nSchema: \n"
                    + definition.get("spec").toPrettyString());
        }
    }

    ObjectNode read(ActorKind kind, ObjectNode actor) {
        ObjectNode definition = store.definitionOf(kind, actor);
        ObjectNode read = actor.deepCopy();
        read.remove("tombstone");
        read.put(
                kind.definitionName(),
                definition.path("definition").path("name").asText());
        read.put("status", "active");
        read.set("connectionConfiguration", Secrets.mask(definition.get("spec"), (ObjectNode)
                actor.get("connectionConfiguration")));
        if (!version.showsCreationTime()) {
            read.remove("createdAt");
        }
        return read;
    }

    private JsonNode list(ActorKind kind, Body body) {
        String workspace = body.id("workspaceId");
        store.workspaces.live(workspace);
        List<ObjectNode> all = store.actors(kind)
                .live(actor -> actor.path("workspaceId").asText().equals(workspace));
        return new Page(version, body).answer(kind.word() + "s", kind.id(), all, actor -> {
            ObjectNode read = read(kind, actor);
            if (version.pagesLists()) {
                read.put("numConnections", uses(kind, actor));
            }
            return read;
        });
    }

    private int uses(ActorKind kind, ObjectNode actor) {
        return store.connections(connection -> connection.path(kind.id()).equals(actor.get(kind.id())))
                .size();
    }

    /** Removes the actor and with it every connection that uses it. */
    void remove(ActorKind kind, ObjectNode actor) {
        actor.put("tombstone", true);
        store.connections(connection -> connection.path(kind.id()).equals(actor.get(kind.id())))
                .forEach(connection -> connection.put("status", "deprecated"));
        store.touch();
    }

    /** What a connection shows of its source or destination in lists. */
    ObjectNode brief(ActorKind kind, String id) {
        ObjectNode full = read(kind, store.actors(kind).any(id));
        full.retain(Set.of(kind.id(), kind.definitionId(), kind.definitionName(), "name", "workspaceId", "icon"));
        return full;
    }

    private static void patch(ObjectNode target, JsonNode changes) {
        changes.properties().forEach(change -> {
            if (change.getValue().isNull()) {
                target.remove(change.getKey());
            } else if (change.getValue().isObject() && target.get(change.getKey()) instanceof ObjectNode inner) {
                patch(inner, change.getValue());
            } else {
                target.set(change.getKey(), change.getValue());
            }
        });
    }
}
