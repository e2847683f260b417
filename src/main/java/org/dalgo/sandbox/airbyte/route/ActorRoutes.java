package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.http.RouteTable;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.RequestBody;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.model.SecretMasking;
import org.dalgo.sandbox.airbyte.store.SandboxStore;

/** Sources and destinations: create, change, read, list, delete. */
public final class ActorRoutes {

    private final SandboxStore sandboxStore;
    private final SandboxClock clock;
    private final EmulatedVersion version;

    public ActorRoutes(SandboxStore sandboxStore, SandboxClock clock, EmulatedVersion version) {
        this.sandboxStore = sandboxStore;
        this.clock = clock;
        this.version = version;
    }

    public void register(RouteTable routeTable) {
        for (SandboxActorType kind : SandboxActorType.values()) {
            String group = kind.apiName() + "s/";
            routeTable
                    .sync(group + "create", requestBody -> create(kind, requestBody))
                    .sync(group + "update", requestBody -> update(kind, requestBody))
                    .sync(group + "partial_update", requestBody -> partialUpdate(kind, requestBody))
                    .sync(
                            group + "get",
                            requestBody -> read(kind, sandboxStore.actors(kind).live(requestBody.id(kind.id()))))
                    .sync(group + "list", requestBody -> list(kind, requestBody))
                    .noContent(
                            group + "delete",
                            requestBody ->
                                    remove(kind, sandboxStore.actors(kind).live(requestBody.id(kind.id()))));
        }
    }

    private JsonNode create(SandboxActorType kind, RequestBody requestBody) {
        String definitionId = requestBody.id(kind.definitionId());
        String workspace = requestBody.id("workspaceId");
        sandboxStore.workspaces.live(workspace);
        ObjectNode definition = sandboxStore.definitions(kind).live(definitionId);
        ObjectNode config = requestBody.object("connectionConfiguration");
        validate(definition, config);
        String id = UUID.randomUUID().toString();
        ObjectNode actor = SandboxJson.object()
                .put(kind.id(), id)
                .put(kind.definitionId(), definitionId)
                .put("workspaceId", workspace)
                .put("name", requestBody.text("name"))
                .put("createdAt", clock.seconds());
        actor.set("connectionConfiguration", config);
        sandboxStore.actors(kind).put(id, actor);
        sandboxStore.touch();
        return read(kind, actor);
    }

    private JsonNode update(SandboxActorType kind, RequestBody requestBody) {
        ObjectNode actor = sandboxStore.actors(kind).live(requestBody.id(kind.id()));
        String name = requestBody.text("name");
        ObjectNode config = merged(kind, actor, requestBody.object("connectionConfiguration"));
        actor.put("name", name).set("connectionConfiguration", config);
        sandboxStore.touch();
        return read(kind, actor);
    }

    private JsonNode partialUpdate(SandboxActorType kind, RequestBody requestBody) {
        ObjectNode actor = sandboxStore.actors(kind).live(requestBody.id(kind.id()));
        if (requestBody.has("connectionConfiguration")) {
            ObjectNode patched = ((ObjectNode) actor.get("connectionConfiguration")).deepCopy();
            patch(patched, requestBody.object("connectionConfiguration"));
            actor.set("connectionConfiguration", merged(kind, actor, patched));
        }
        if (requestBody.has("name")) {
            actor.put("name", requestBody.text("name"));
        }
        sandboxStore.touch();
        return read(kind, actor);
    }

    /** The new configuration with stored secrets put back; refused when it does not fit the specification. */
    ObjectNode merged(SandboxActorType kind, ObjectNode actor, ObjectNode update) {
        ObjectNode definition = sandboxStore.definitionOf(kind, actor);
        ObjectNode config = SecretMasking.restore(
                definition.get("spec"), update, (ObjectNode) actor.get("connectionConfiguration"));
        validate(definition, config);
        return config;
    }

    private static void validate(ObjectNode definition, ObjectNode config) {
        List<String> errors = SpecificationValidator.errors(definition.get("spec"), config);
        if (!errors.isEmpty()) {
            throw AirbyteApiException.unprocessable(
                    "The provided configuration does not fulfill the specification. Errors: "
                            + String.join(", ", errors)
                            + "\nSchema: \n"
                            + definition.get("spec").toPrettyString());
        }
    }

    ObjectNode read(SandboxActorType kind, ObjectNode actor) {
        ObjectNode definition = sandboxStore.definitionOf(kind, actor);
        ObjectNode read = actor.deepCopy();
        read.remove("tombstone");
        read.put(
                kind.definitionName(),
                definition.path("definition").path("name").asText());
        read.put("status", "active");
        read.set("connectionConfiguration", SecretMasking.mask(definition.get("spec"), (ObjectNode)
                actor.get("connectionConfiguration")));
        if (!version.showsCreationTime()) {
            read.remove("createdAt");
        }
        return read;
    }

    private JsonNode list(SandboxActorType kind, RequestBody requestBody) {
        String workspace = requestBody.id("workspaceId");
        sandboxStore.workspaces.live(workspace);
        List<ObjectNode> all = sandboxStore
                .actors(kind)
                .live(actor -> actor.path("workspaceId").asText().equals(workspace));
        return new PagedResponse(version, requestBody).answer(kind.apiName() + "s", kind.id(), all, actor -> {
            ObjectNode read = read(kind, actor);
            if (version.pagesLists()) {
                read.put("numConnections", uses(kind, actor));
            }
            return read;
        });
    }

    private int uses(SandboxActorType kind, ObjectNode actor) {
        return sandboxStore
                .connections(connection -> connection.path(kind.id()).equals(actor.get(kind.id())))
                .size();
    }

    /** Removes the actor and with it every connection that uses it. */
    void remove(SandboxActorType kind, ObjectNode actor) {
        actor.put("tombstone", true);
        sandboxStore
                .connections(connection -> connection.path(kind.id()).equals(actor.get(kind.id())))
                .forEach(connection -> connection.put("status", "deprecated"));
        sandboxStore.touch();
    }

    /** What a connection shows of its source or destination in lists. */
    ObjectNode brief(SandboxActorType kind, String id) {
        ObjectNode full = read(kind, sandboxStore.actors(kind).any(id));
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
