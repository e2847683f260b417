package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.http.RouteTable;
import org.dalgo.sandbox.airbyte.model.RequestBody;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.store.SandboxStore;

/** Workspaces. Names are not unique; slugs are. */
public final class WorkspaceRoutes {

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

    private final SandboxStore sandboxStore;
    private final EmulatedVersion version;
    private final ActorRoutes actorRoutes;

    public WorkspaceRoutes(SandboxStore sandboxStore, EmulatedVersion version, ActorRoutes actorRoutes) {
        this.sandboxStore = sandboxStore;
        this.version = version;
        this.actorRoutes = actorRoutes;
    }

    public void register(RouteTable routeTable) {
        routeTable
                .sync("workspaces/create", this::create)
                .sync("workspaces/get", this::get)
                .sync("workspaces/update", requestBody -> patch(requestBody, PATCHABLE))
                .sync("workspaces/update_name", requestBody -> {
                    requestBody.text("name");
                    return patch(requestBody, List.of("name"));
                })
                .noContent("workspaces/delete", this::delete)
                .sync("workspaces/list_by_organization_id", this::list);
        if (version.listsAllWorkspaces()) {
            routeTable.sync("workspaces/list", requestBody -> answer(sandboxStore.workspaces.live()));
        }
    }

    private JsonNode create(RequestBody requestBody) {
        String name = requestBody.text("name");
        String organization = requestBody.id("organizationId");
        String id = UUID.randomUUID().toString();
        String slug = name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        boolean taken = sandboxStore.workspaces.live().anyMatch(other -> other.path("slug")
                .asText()
                .equals(slug));
        ObjectNode workspace = SandboxJson.object()
                .put("workspaceId", id)
                .put("customerId", UUID.randomUUID().toString())
                .put("slug", taken ? slug + "-" + id.substring(0, 8) : slug)
                .put(
                        "initialSetupComplete",
                        !requestBody.json().path("displaySetupWizard").asBoolean(true))
                .put("organizationId", organization);
        copy(requestBody, PATCHABLE, workspace);
        sandboxStore.workspaces.put(id, workspace);
        sandboxStore.touch();
        return workspace;
    }

    private JsonNode get(RequestBody requestBody) {
        String id = requestBody.id("workspaceId");
        return requestBody.flag("includeTombstone")
                ? sandboxStore.workspaces.any(id)
                : sandboxStore.workspaces.live(id);
    }

    private JsonNode patch(RequestBody requestBody, List<String> fields) {
        ObjectNode workspace = sandboxStore.workspaces.live(requestBody.id("workspaceId"));
        copy(requestBody, fields, workspace);
        sandboxStore.touch();
        return workspace;
    }

    private void delete(RequestBody requestBody) {
        String id = requestBody.id("workspaceId");
        sandboxStore.workspaces.tombstone(id);
        for (SandboxActorType kind : SandboxActorType.values()) {
            sandboxStore
                    .actors(kind)
                    .live(actor -> actor.path("workspaceId").asText().equals(id))
                    .forEach(actor -> actorRoutes.remove(kind, actor));
        }
        sandboxStore.touch();
    }

    private JsonNode list(RequestBody requestBody) {
        String organization = requestBody.id("organizationId");
        String part = requestBody.text("nameContains", "");
        JsonNode pagination = requestBody.json().path("pagination");
        return answer(sandboxStore
                .workspaces
                .live()
                .filter(workspace -> workspace.path("organizationId").asText().equals(organization))
                .filter(workspace -> workspace.path("name").asText().contains(part))
                .skip(pagination.path("rowOffset").asLong(0))
                .limit(pagination.path("pageSize").asLong(Long.MAX_VALUE)));
    }

    private static JsonNode answer(Stream<ObjectNode> workspaces) {
        return SandboxJson.object().set("workspaces", SandboxJson.array(workspaces));
    }

    private static void copy(RequestBody requestBody, List<String> fields, ObjectNode target) {
        fields.stream()
                .filter(requestBody::has)
                .forEach(field -> target.set(field, requestBody.json().get(field)));
    }
}
