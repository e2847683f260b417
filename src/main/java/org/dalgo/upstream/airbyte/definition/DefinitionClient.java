package org.dalgo.upstream.airbyte.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import org.dalgo.upstream.airbyte.actor.ActorType;
import org.dalgo.upstream.airbyte.http.AirbyteCall;
import org.dalgo.upstream.airbyte.http.AirbyteHttpClient;
import org.dalgo.upstream.airbyte.http.CallClass;
import org.dalgo.upstream.airbyte.http.JsonFields;

/** Kinds of connector and their configuration schemas. Lists are large (up to 2 MB): callers keep them for a while. */
public final class DefinitionClient {

    private final AirbyteHttpClient http;
    private final ActorType kind;

    public DefinitionClient(AirbyteHttpClient http, ActorType kind) {
        this.http = http;
        this.kind = kind;
    }

    /** Every kind of connector that the workspace may use. */
    public Uni<List<Definition>> list(UUID workspaceId) {
        ObjectNode body = AirbyteCall.fields().put("workspaceId", workspaceId.toString());
        return send(CallClass.READ, "definitions/list_for_workspace", body, "list the connectors")
                .map(json -> JsonFields.list(
                        json.path(kind.apiName() + "Definitions"), definition -> Definition.from(kind, definition)));
    }

    public Uni<Definition> get(UUID workspaceId, UUID definitionId) {
        return send(
                        CallClass.READ,
                        "definitions/get_for_workspace",
                        body(workspaceId, definitionId),
                        "read the connector")
                .map(json -> Definition.from(kind, json));
    }

    /** Configuration schema of this kind of connector. */
    public Uni<Specification> specification(UUID workspaceId, UUID definitionId) {
        return send(
                        CallClass.READ,
                        "definition_specifications/get",
                        body(workspaceId, definitionId),
                        "read the connector's specification")
                .map(Specification::from);
    }

    /** Configuration schema of the exact version that this source or destination runs on. */
    public Uni<Specification> specificationOf(UUID actorId) {
        return send(
                        CallClass.READ,
                        "definition_specifications/get_for_" + kind.apiName(),
                        AirbyteCall.fields().put(kind.id(), actorId.toString()),
                        "read the connector's specification")
                .map(Specification::from);
    }

    /**
     * Adds a connector to the workspace. Airbyte runs it once to read its configuration schema, which takes up to minutes;
     * done twice there are two.
     */
    public Uni<Definition> createCustom(UUID workspaceId, ConnectorImage image) {
        ObjectNode body = AirbyteCall.fields().put("workspaceId", workspaceId.toString());
        body.putObject(kind.apiName() + "Definition")
                .put("name", image.name())
                .put("dockerRepository", image.dockerRepository())
                .put("dockerImageTag", image.dockerImageTag())
                .put("documentationUrl", image.documentationUrl());
        return send(CallClass.DEFINITION, "definitions/create_custom", body, "add the connector " + image.name())
                .map(json -> Definition.from(kind, json));
    }

    /** Runs the connector in another version from now on. */
    public Uni<Definition> setVersion(UUID definitionId, String dockerImageTag) {
        ObjectNode body = AirbyteCall.fields()
                .put(kind.definitionId(), definitionId.toString())
                .put("dockerImageTag", dockerImageTag);
        return send(CallClass.DEFINITION, "definitions/update", body, "change the version of the connector")
                .map(json -> Definition.from(kind, json));
    }

    private Uni<JsonNode> send(CallClass type, String path, ObjectNode body, String doing) {
        return http.send(AirbyteCall.config(type, kind.apiName() + "_" + path, body, doing));
    }

    private ObjectNode body(UUID workspaceId, UUID definitionId) {
        return AirbyteCall.fields()
                .put("workspaceId", workspaceId.toString())
                .put(kind.definitionId(), definitionId.toString());
    }
}
