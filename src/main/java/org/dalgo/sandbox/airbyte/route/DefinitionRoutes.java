package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.UUID;
import org.dalgo.sandbox.airbyte.config.Delay;
import org.dalgo.sandbox.airbyte.config.Timing;
import org.dalgo.sandbox.airbyte.http.RouteTable;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.RequestBody;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.store.SandboxStore;

/** Connector definitions and their specifications, for sources and destinations alike. */
public final class DefinitionRoutes {

    private static final JsonNode CUSTOM_SPEC = SandboxJson.object()
            .put("title", "Custom connector")
            .put("type", "object")
            .set("properties", SandboxJson.object());

    private final SandboxStore sandboxStore;
    private final Delay delay;
    private final Timing timing;

    public DefinitionRoutes(SandboxStore sandboxStore, Delay delay, Timing timing) {
        this.sandboxStore = sandboxStore;
        this.delay = delay;
        this.timing = timing;
    }

    public void register(RouteTable routeTable) {
        for (SandboxActorType kind : SandboxActorType.values()) {
            String group = kind.apiName() + "_definitions/";
            String specs = kind.apiName() + "_definition_specifications/";
            routeTable
                    .sync(group + "list_for_workspace", requestBody -> list(kind, requestBody))
                    .sync(group + "get_for_workspace", requestBody -> visible(kind, requestBody)
                            .get("definition"))
                    .async(group + "create_custom", requestBody -> create(kind, requestBody))
                    .sync(group + "update", requestBody -> update(kind, requestBody))
                    .noContent(group + "delete", requestBody -> delete(kind, requestBody))
                    .sync(specs + "get", requestBody -> specification(kind, visible(kind, requestBody)))
                    .sync(
                            specs + "get_for_" + kind.apiName(),
                            requestBody -> specification(
                                    kind,
                                    sandboxStore.definitionOf(
                                            kind, sandboxStore.actors(kind).live(requestBody.id(kind.id())))));
        }
    }

    private JsonNode list(SandboxActorType kind, RequestBody requestBody) {
        String workspace = live(requestBody);
        return SandboxJson.object()
                .set(
                        kind.apiName() + "Definitions",
                        SandboxJson.array(sandboxStore
                                .definitions(kind)
                                .live()
                                .filter(definition -> visible(definition, workspace))
                                .map(definition -> definition.get("definition"))));
    }

    private ObjectNode visible(SandboxActorType kind, RequestBody requestBody) {
        String workspace = live(requestBody);
        String id = requestBody.id(kind.definitionId());
        ObjectNode definition = sandboxStore.definitions(kind).live(id);
        if (!visible(definition, workspace)) {
            throw new AirbyteApiException(403, "The connector definition is not available in this workspace");
        }
        return definition;
    }

    private String live(RequestBody requestBody) {
        String workspace = requestBody.id("workspaceId");
        sandboxStore.workspaces.live(workspace);
        return workspace;
    }

    private static boolean visible(JsonNode definition, String workspace) {
        return !definition.has("scopeId") || definition.get("scopeId").asText().equals(workspace);
    }

    private Future<JsonNode> create(SandboxActorType kind, RequestBody requestBody) {
        String scope = requestBody.has("scopeId") ? requestBody.id("scopeId") : requestBody.id("workspaceId");
        RequestBody wanted = new RequestBody(requestBody.object(kind.apiName() + "Definition"));
        String repository = wanted.text("dockerRepository");
        String id = UUID.randomUUID().toString();
        ObjectNode definition = SandboxJson.object()
                .put(kind.definitionId(), id)
                .put("name", wanted.text("name"))
                .put("dockerRepository", repository)
                .put("dockerImageTag", wanted.text("dockerImageTag"))
                .put("documentationUrl", wanted.text("documentationUrl"))
                .put("protocolVersion", "0.2.0")
                .put("custom", true)
                .put("supportLevel", "none")
                .put("releaseStage", "custom");
        if (wanted.text("documentationUrl").isBlank()) {
            throw AirbyteApiException.badRequest(
                    "Some properties contained invalid input. documentationUrl: must be a URI");
        }
        return delay.of(timing.createCustom()).map(done -> {
            if (repository.contains("missing")) {
                throw new AirbyteApiException(500, "Get Spec job failed: the image " + repository + " cannot be found");
            }
            ObjectNode document = SandboxJson.object().put("scopeId", scope);
            document.set("definition", definition);
            document.set("spec", specOfKnownImage(kind, repository));
            sandboxStore.definitions(kind).put(id, document);
            sandboxStore.touch();
            return definition;
        });
    }

    private JsonNode specOfKnownImage(SandboxActorType kind, String repository) {
        return sandboxStore
                .definitions(kind)
                .live()
                .filter(other -> other.path("definition")
                        .path("dockerRepository")
                        .asText()
                        .equals(repository))
                .map(other -> other.get("spec"))
                .findFirst()
                .orElse(CUSTOM_SPEC);
    }

    private JsonNode update(SandboxActorType kind, RequestBody requestBody) {
        ObjectNode definition = (ObjectNode) sandboxStore
                .definitions(kind)
                .live(requestBody.id(kind.definitionId()))
                .get("definition");
        for (String field : new String[] {"dockerImageTag", "name"}) {
            if (requestBody.has(field)) {
                definition.put(field, requestBody.text(field));
            }
        }
        sandboxStore.touch();
        return definition;
    }

    private void delete(SandboxActorType kind, RequestBody requestBody) {
        String id = requestBody.id(kind.definitionId());
        sandboxStore.definitions(kind).tombstone(id);
        sandboxStore
                .actors(kind)
                .live(actor -> actor.path(kind.definitionId()).asText().equals(id))
                .forEach(actor -> actor.put("tombstone", true));
        sandboxStore.touch();
    }

    private static JsonNode specification(SandboxActorType kind, ObjectNode document) {
        JsonNode definition = document.get("definition");
        ObjectNode answer = SandboxJson.object()
                .put(kind.definitionId(), definition.get(kind.definitionId()).asText())
                .put("documentationUrl", definition.path("documentationUrl").asText());
        answer.set("connectionSpecification", document.get("spec"));
        if (document.has("advancedAuth")) {
            answer.set("advancedAuth", document.get("advancedAuth"));
        }
        answer.putObject("jobInfo")
                .put("id", UUID.randomUUID().toString())
                .put("configType", "get_spec")
                .put("createdAt", 0)
                .put("endedAt", 0)
                .put("succeeded", true)
                .putObject("logs")
                .putArray("logLines");
        return answer;
    }
}
