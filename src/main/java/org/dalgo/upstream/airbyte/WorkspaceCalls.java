package org.dalgo.upstream.airbyte;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;

/** Workspaces. */
public final class WorkspaceCalls {

    /** Far more than there are organisations whose slugs contain one another. */
    private static final int MOST_OF_ONE_NAME = 1000;

    private final AirbyteHttp http;
    private final InstanceCalls instance;

    WorkspaceCalls(AirbyteHttp http, InstanceCalls instance) {
        this.http = http;
        this.instance = instance;
    }

    /** Makes a workspace. Names are not unique: after an unknown outcome look before making another. */
    public Uni<Workspace> create(String name) {
        return instance.get()
                .chain(server -> http.send(
                        Call.config(CallClass.WRITE, "workspaces/create", draft(name, server), "create the workspace")))
                .map(Workspace::from);
    }

    private static ObjectNode draft(String name, Instance server) {
        ObjectNode draft = Call.fields()
                .put("name", name)
                .put("displaySetupWizard", false)
                .put("anonymousDataCollection", false)
                .put("news", false)
                .put("securityUpdates", false);
        return server.isAtLeast(0, 58)
                ? draft.put("organizationId", server.organizationId().toString())
                : draft;
    }

    /** Workspaces of exactly that name; there may be several. */
    public Uni<List<Workspace>> named(String name) {
        return instance.get()
                .chain(server -> http.send(
                        server.isAtLeast(0, 58)
                                ? Call.config(
                                        CallClass.READ,
                                        "workspaces/list_by_organization_id",
                                        search(name, server),
                                        "look for the workspace")
                                : Call.config(
                                        CallClass.READ, "workspaces/list", Call.fields(), "look for the workspace")))
                .map(json -> Wire.list(json.path("workspaces"), Workspace::from).stream()
                        .filter(workspace -> workspace.name().equals(name))
                        .toList());
    }

    private static ObjectNode search(String name, Instance server) {
        ObjectNode search = Call.fields()
                .put("organizationId", server.organizationId().toString())
                .put("nameContains", name);
        search.putObject("pagination").put("pageSize", MOST_OF_ONE_NAME).put("rowOffset", 0);
        return search;
    }

    public Uni<Workspace> get(UUID id) {
        return http.send(Call.config(CallClass.READ, "workspaces/get", body(id), "read the workspace"))
                .map(Workspace::from);
    }

    /** Deletes it with everything inside; one that is gone already counts as deleted. Slow for full workspaces. */
    public Uni<Void> delete(UUID id) {
        return http.send(Call.config(CallClass.WRITE, "workspaces/delete", body(id), "delete the workspace"))
                .replaceWithVoid()
                .onFailure(InstanceCalls::isNotFound)
                .recoverWithNull();
    }

    private static ObjectNode body(UUID id) {
        return Call.fields().put("workspaceId", id.toString());
    }
}
