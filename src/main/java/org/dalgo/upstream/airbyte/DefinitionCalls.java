package org.dalgo.upstream.airbyte;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;

/** Kinds of connector and what they want to be told. Lists are large (up to 2 MB): callers keep them for a while. */
public final class DefinitionCalls {

    private final AirbyteHttp http;
    private final ActorKind kind;

    DefinitionCalls(AirbyteHttp http, ActorKind kind) {
        this.http = http;
        this.kind = kind;
    }

    /** Every kind of connector that the workspace may use. */
    public Uni<List<Definition>> list(UUID workspaceId) {
        ObjectNode body = Call.fields().put("workspaceId", workspaceId.toString());
        return send(CallClass.READ, "definitions/list_for_workspace", body, "list the connectors")
                .map(json -> Wire.list(
                        json.path(kind.word() + "Definitions"), definition -> Definition.from(kind, definition)));
    }

    public Uni<Definition> get(UUID workspaceId, UUID definitionId) {
        return send(
                        CallClass.READ,
                        "definitions/get_for_workspace",
                        body(workspaceId, definitionId),
                        "read the connector")
                .map(json -> Definition.from(kind, json));
    }

    /** What this kind of connector wants to be told. */
    public Uni<Specification> specification(UUID workspaceId, UUID definitionId) {
        return send(
                        CallClass.READ,
                        "definition_specifications/get",
                        body(workspaceId, definitionId),
                        "read the connector's specification")
                .map(Specification::from);
    }

    /** What exactly the version that this source or destination runs on wants to be told. */
    public Uni<Specification> specificationOf(UUID actorId) {
        return send(
                        CallClass.READ,
                        "definition_specifications/get_for_" + kind.word(),
                        Call.fields().put(kind.id(), actorId.toString()),
                        "read the connector's specification")
                .map(Specification::from);
    }

    private Uni<JsonNode> send(CallClass type, String path, ObjectNode body, String doing) {
        return http.send(Call.config(type, kind.word() + "_" + path, body, doing));
    }

    private ObjectNode body(UUID workspaceId, UUID definitionId) {
        return Call.fields()
                .put("workspaceId", workspaceId.toString())
                .put(kind.definitionId(), definitionId.toString());
    }
}
