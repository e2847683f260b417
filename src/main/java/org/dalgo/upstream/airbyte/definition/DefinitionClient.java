package org.dalgo.upstream.airbyte.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import org.dalgo.upstream.airbyte.actor.ActorType;
import org.dalgo.upstream.airbyte.http.AirbyteCalls;
import org.dalgo.upstream.airbyte.http.CallClass;
import org.dalgo.upstream.airbyte.http.JsonFields;

/** Kinds of connector and their configuration schemas. Lists are large (up to 2 MB): callers keep them for a while. */
public final class DefinitionClient {

    private static final String READ_SPECIFICATION = "read the connector's specification";

    private final AirbyteCalls calls;
    private final DefinitionRestClient rest;
    private final ActorType kind;

    public DefinitionClient(AirbyteCalls calls, ActorType kind) {
        this.calls = calls;
        this.rest = calls.client(DefinitionRestClient.class);
        this.kind = kind;
    }

    /** Every kind of connector that the workspace may use. */
    public Uni<List<Definition>> list(UUID workspaceId) {
        ObjectNode body = JsonFields.object().put("workspaceId", workspaceId.toString());
        return calls.send(CallClass.READ, "list the connectors", () -> rest.list(kind.apiName(), body))
                .map(json -> JsonFields.list(
                        json.path(kind.apiName() + "Definitions"), definition -> Definition.from(kind, definition)));
    }

    public Uni<Definition> get(UUID workspaceId, UUID definitionId) {
        ObjectNode body = body(workspaceId, definitionId);
        return calls.send(CallClass.READ, "read the connector", () -> rest.read(kind.apiName(), body))
                .map(json -> Definition.from(kind, json));
    }

    /** Configuration schema of this kind of connector. */
    public Uni<Specification> specification(UUID workspaceId, UUID definitionId) {
        ObjectNode body = body(workspaceId, definitionId);
        return calls.send(CallClass.READ, READ_SPECIFICATION, () -> rest.specification(kind.apiName(), body))
                .map(Specification::from);
    }

    /** Configuration schema of the exact version that this source or destination runs on. */
    public Uni<Specification> specificationOf(UUID actorId) {
        ObjectNode body = JsonFields.object().put(kind.id(), actorId.toString());
        return calls.send(CallClass.READ, READ_SPECIFICATION, () -> rest.specificationOf(kind.apiName(), body))
                .map(Specification::from);
    }

    /**
     * Adds a connector to the workspace. Airbyte runs it once to read its configuration schema, which takes up to minutes;
     * done twice there are two.
     */
    public Uni<Definition> createCustom(UUID workspaceId, ConnectorImage image) {
        ObjectNode body = JsonFields.object().put("workspaceId", workspaceId.toString());
        body.putObject(kind.apiName() + "Definition")
                .put("name", image.name())
                .put("dockerRepository", image.dockerRepository())
                .put("dockerImageTag", image.dockerImageTag())
                .put("documentationUrl", image.documentationUrl());
        return calls.send(
                        CallClass.DEFINITION,
                        "add the connector " + image.name(),
                        () -> rest.createCustom(kind.apiName(), body))
                .map(json -> Definition.from(kind, json));
    }

    /** Runs the connector in another version from now on. */
    public Uni<Definition> setVersion(UUID definitionId, String dockerImageTag) {
        ObjectNode body = JsonFields.object()
                .put(kind.definitionId(), definitionId.toString())
                .put("dockerImageTag", dockerImageTag);
        return calls.send(
                        CallClass.DEFINITION,
                        "change the version of the connector",
                        () -> rest.update(kind.apiName(), body))
                .map(json -> Definition.from(kind, json));
    }

    private ObjectNode body(UUID workspaceId, UUID definitionId) {
        return JsonFields.object()
                .put("workspaceId", workspaceId.toString())
                .put(kind.definitionId(), definitionId.toString());
    }
}
