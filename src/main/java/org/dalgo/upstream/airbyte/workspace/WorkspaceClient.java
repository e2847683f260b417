package org.dalgo.upstream.airbyte.workspace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import org.dalgo.upstream.airbyte.http.AirbyteCall;
import org.dalgo.upstream.airbyte.http.AirbyteHttpClient;
import org.dalgo.upstream.airbyte.http.CallClass;
import org.dalgo.upstream.airbyte.http.JsonFields;

/** Workspaces. */
public final class WorkspaceClient {

    /** Far more than there are organisations whose slugs contain one another. */
    private static final int MAX_NAME_MATCHES = 1000;

    private final AirbyteHttpClient http;
    private final InstanceClient instance;

    public WorkspaceClient(AirbyteHttpClient http, InstanceClient instance) {
        this.http = http;
        this.instance = instance;
    }

    /** Makes a workspace. Names are not unique: after an unknown outcome look before making another. */
    public Uni<Workspace> create(String name) {
        return instance.get()
                .chain(server -> http.send(AirbyteCall.config(
                        CallClass.WRITE, "workspaces/create", draft(name, server), "create the workspace")))
                .map(Workspace::from);
    }

    private static ObjectNode draft(String name, AirbyteInstance server) {
        ObjectNode draft = AirbyteCall.fields()
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
    public Uni<List<Workspace>> listByName(String name) {
        return instance.get()
                .chain(server -> http.send(
                        server.isAtLeast(0, 58)
                                ? AirbyteCall.config(
                                        CallClass.READ,
                                        "workspaces/list_by_organization_id",
                                        search(name, server),
                                        "look for the workspace")
                                : AirbyteCall.config(
                                        CallClass.READ,
                                        "workspaces/list",
                                        AirbyteCall.fields(),
                                        "look for the workspace")))
                .map(json -> JsonFields.list(json.path("workspaces"), Workspace::from).stream()
                        .filter(workspace -> workspace.name().equals(name))
                        .toList());
    }

    private static ObjectNode search(String name, AirbyteInstance server) {
        ObjectNode search = AirbyteCall.fields()
                .put("organizationId", server.organizationId().toString())
                .put("nameContains", name);
        search.putObject("pagination").put("pageSize", MAX_NAME_MATCHES).put("rowOffset", 0);
        return search;
    }

    public Uni<Workspace> get(UUID id) {
        return http.send(AirbyteCall.config(CallClass.READ, "workspaces/get", body(id), "read the workspace"))
                .map(Workspace::from);
    }

    /** Deletes it with everything inside; one that is gone already counts as deleted. Slow for full workspaces. */
    public Uni<Void> delete(UUID id) {
        return http.send(AirbyteCall.config(CallClass.WRITE, "workspaces/delete", body(id), "delete the workspace"))
                .replaceWithVoid()
                .onFailure(InstanceClient::isNotFound)
                .recoverWithNull();
    }

    private static ObjectNode body(UUID id) {
        return AirbyteCall.fields().put("workspaceId", id.toString());
    }
}
