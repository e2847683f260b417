package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.dalgo.sandbox.airbyte.setting.EmulatedVersion;
import org.dalgo.sandbox.airbyte.store.Store;
import org.dalgo.sandbox.airbyte.word.ActorKind;
import org.dalgo.sandbox.airbyte.word.Body;
import org.dalgo.sandbox.airbyte.word.Json;

/** Workspaces. Names are not unique; slugs are. */
public final class Workspaces {

    /** The one organisation of a self-hosted Airbyte. */
    public static final String DEFAULT_ORGANIZATION = "00000000-0000-0000-0000-000000000000";

    private static final List<String> PATCHABLE = List.of(
            "name",
            "email",
            "anonymousDataCollection",
            "news",
            "securityUpdates",
            "displaySetupWizard",
            "initialSetupComplete",
            "notificationSettings");

    private final Store store;
    private final EmulatedVersion version;
    private final Actors actors;

    public Workspaces(Store store, EmulatedVersion version, Actors actors) {
        this.store = store;
        this.version = version;
        this.actors = actors;
    }

    public void register(Routes routes) {
        routes.now("workspaces/create", this::create)
                .now("workspaces/get", this::get)
                .now("workspaces/update", body -> patch(body, PATCHABLE))
                .now("workspaces/update_name", body -> {
                    body.text("name");
                    return patch(body, List.of("name"));
                })
                .silent("workspaces/delete", this::delete)
                .now("workspaces/list_by_organization_id", this::list);
        if (version.listsAllWorkspaces()) {
            routes.now("workspaces/list", body -> answer(store.workspaces.live()));
        }
    }

    private JsonNode create(Body body) {
        String name = body.text("name");
        String organization = body.id("organizationId");
        String id = UUID.randomUUID().toString();
        String slug = name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        boolean taken = store.workspaces
                .live()
                .anyMatch(other -> other.path("slug").asText().equals(slug));
        ObjectNode workspace = Json.object()
                .put("workspaceId", id)
                .put("customerId", UUID.randomUUID().toString())
                .put("slug", taken ? slug + "-" + id.substring(0, 8) : slug)
                .put(
                        "initialSetupComplete",
                        !body.json().path("displaySetupWizard").asBoolean(true))
                .put("organizationId", organization);
        copy(body, PATCHABLE, workspace);
        store.workspaces.put(id, workspace);
        store.touch();
        return workspace;
    }

    private JsonNode get(Body body) {
        String id = body.id("workspaceId");
        return body.flag("includeTombstone") ? store.workspaces.any(id) : store.workspaces.live(id);
    }

    private JsonNode patch(Body body, List<String> fields) {
        ObjectNode workspace = store.workspaces.live(body.id("workspaceId"));
        copy(body, fields, workspace);
        store.touch();
        return workspace;
    }

    private void delete(Body body) {
        String id = body.id("workspaceId");
        store.workspaces.tombstone(id);
        for (ActorKind kind : ActorKind.values()) {
            store.actors(kind)
                    .live(actor -> actor.path("workspaceId").asText().equals(id))
                    .forEach(actor -> actors.remove(kind, actor));
        }
        store.touch();
    }

    private JsonNode list(Body body) {
        String organization = body.id("organizationId");
        String part = body.text("nameContains", "");
        JsonNode pagination = body.json().path("pagination");
        return answer(store.workspaces
                .live()
                .filter(workspace -> workspace.path("organizationId").asText().equals(organization))
                .filter(workspace -> workspace.path("name").asText().contains(part))
                .skip(pagination.path("rowOffset").asLong(0))
                .limit(pagination.path("pageSize").asLong(Long.MAX_VALUE)));
    }

    private static JsonNode answer(Stream<ObjectNode> workspaces) {
        return Json.object().set("workspaces", Json.array(workspaces));
    }

    private static void copy(Body body, List<String> fields, ObjectNode target) {
        fields.stream()
                .filter(body::has)
                .forEach(field -> target.set(field, body.json().get(field)));
    }
}
