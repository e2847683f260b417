package org.dalgo.upstream.airbyte.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.upstream.airbyte.http.AirbyteCalls;
import org.dalgo.upstream.airbyte.http.CallClass;
import org.dalgo.upstream.airbyte.http.JsonFields;

/** Workspaces. */
public final class WorkspaceClient {

    private final AirbyteCalls calls;
    private final WorkspaceRestClient rest;
    private final InstanceClient instance;

    public WorkspaceClient(AirbyteCalls calls, InstanceClient instance) {
        this.calls = calls;
        this.rest = calls.client(WorkspaceRestClient.class);
        this.instance = instance;
    }

    /** Makes a workspace. Names are not unique: after an unknown outcome look before making another. */
    public Uni<Workspace> create(String name) {
        return instance.get()
                .map(server -> CreateWorkspaceRequest.of(name, server))
                .chain(body -> calls.send(CallClass.WRITE, "create the workspace", () -> rest.create(body)))
                .map(Workspace::from);
    }

    /** Workspaces of exactly that name; there may be several. */
    public Uni<List<Workspace>> listByName(String name) {
        return instance.get()
                .chain(server -> calls.send(CallClass.READ, "look for the workspace", () -> search(name, server)))
                .map(json -> JsonFields.list(json.path("workspaces"), Workspace::from).stream()
                        .filter(workspace -> workspace.name().equals(name))
                        .toList());
    }

    private Uni<JsonNode> search(String name, AirbyteInstance server) {
        return server.isAtLeast(0, 58)
                ? rest.search(WorkspaceSearchRequest.of(name, server))
                : rest.list(JsonFields.object());
    }

    public Uni<Workspace> get(UUID id) {
        return calls.send(CallClass.READ, "read the workspace", () -> rest.read(new WorkspaceRequest(id)))
                .map(Workspace::from);
    }

    /** Deletes it with everything inside; one that is gone already counts as deleted. Slow for full workspaces. */
    public Uni<Void> delete(UUID id) {
        return calls.execute(CallClass.WRITE, "delete the workspace", () -> rest.delete(new WorkspaceRequest(id)))
                .onFailure(UpstreamFailure::isNotFound)
                .recoverWithNull();
    }
}
