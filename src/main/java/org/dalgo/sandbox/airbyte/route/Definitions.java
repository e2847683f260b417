package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.UUID;
import org.dalgo.sandbox.airbyte.setting.Pause;
import org.dalgo.sandbox.airbyte.setting.Timing;
import org.dalgo.sandbox.airbyte.store.Store;
import org.dalgo.sandbox.airbyte.word.ActorKind;
import org.dalgo.sandbox.airbyte.word.Body;
import org.dalgo.sandbox.airbyte.word.Json;
import org.dalgo.sandbox.airbyte.word.Refusal;

/** Connector definitions and their specifications, for sources and destinations alike. */
public final class Definitions {

    private static final JsonNode CUSTOM_SPEC =
            Json.object().put("title", "Custom connector").put("type", "object").set("properties", Json.object());

    private final Store store;
    private final Pause pause;
    private final Timing timing;

    public Definitions(Store store, Pause pause, Timing timing) {
        this.store = store;
        this.pause = pause;
        this.timing = timing;
    }

    public void register(Routes routes) {
        for (ActorKind kind : ActorKind.values()) {
            String group = kind.word() + "_definitions/";
            String specs = kind.word() + "_definition_specifications/";
            routes.now(group + "list_for_workspace", body -> list(kind, body))
                    .now(group + "get_for_workspace", body -> visible(kind, body)
                            .get("definition"))
                    .later(group + "create_custom", body -> create(kind, body))
                    .now(group + "update", body -> update(kind, body))
                    .silent(group + "delete", body -> delete(kind, body))
                    .now(specs + "get", body -> specification(kind, visible(kind, body)))
                    .now(
                            specs + "get_for_" + kind.word(),
                            body -> specification(
                                    kind,
                                    store.definitionOf(kind, store.actors(kind).live(body.id(kind.id())))));
        }
    }

    private JsonNode list(ActorKind kind, Body body) {
        String workspace = live(body);
        return Json.object()
                .set(
                        kind.word() + "Definitions",
                        Json.array(store.definitions(kind)
                                .live()
                                .filter(definition -> visible(definition, workspace))
                                .map(definition -> definition.get("definition"))));
    }

    private ObjectNode visible(ActorKind kind, Body body) {
        String workspace = live(body);
        String id = body.id(kind.definitionId());
        ObjectNode definition = store.definitions(kind).live(id);
        if (!visible(definition, workspace)) {
            throw new Refusal(403, "The connector definition is not available in this workspace");
        }
        return definition;
    }

    private String live(Body body) {
        String workspace = body.id("workspaceId");
        store.workspaces.live(workspace);
        return workspace;
    }

    private static boolean visible(JsonNode definition, String workspace) {
        return !definition.has("scopeId") || definition.get("scopeId").asText().equals(workspace);
    }

    private Future<JsonNode> create(ActorKind kind, Body body) {
        String scope = body.has("scopeId") ? body.id("scopeId") : body.id("workspaceId");
        Body wanted = new Body(body.object(kind.word() + "Definition"));
        String repository = wanted.text("dockerRepository");
        String id = UUID.randomUUID().toString();
        ObjectNode definition = Json.object()
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
            throw Refusal.badRequest("Some properties contained invalid input. documentationUrl: must be a URI");
        }
        return pause.of(timing.createCustom()).map(done -> {
            if (repository.contains("missing")) {
                throw new Refusal(500, "Get Spec job failed: the image " + repository + " cannot be found");
            }
            ObjectNode document = Json.object().put("scopeId", scope);
            document.set("definition", definition);
            document.set("spec", specOfKnownImage(kind, repository));
            store.definitions(kind).put(id, document);
            store.touch();
            return definition;
        });
    }

    private JsonNode specOfKnownImage(ActorKind kind, String repository) {
        return store.definitions(kind)
                .live()
                .filter(other -> other.path("definition")
                        .path("dockerRepository")
                        .asText()
                        .equals(repository))
                .map(other -> other.get("spec"))
                .findFirst()
                .orElse(CUSTOM_SPEC);
    }

    private JsonNode update(ActorKind kind, Body body) {
        ObjectNode definition = (ObjectNode)
                store.definitions(kind).live(body.id(kind.definitionId())).get("definition");
        for (String field : new String[] {"dockerImageTag", "name"}) {
            if (body.has(field)) {
                definition.put(field, body.text(field));
            }
        }
        store.touch();
        return definition;
    }

    private void delete(ActorKind kind, Body body) {
        String id = body.id(kind.definitionId());
        store.definitions(kind).tombstone(id);
        store.actors(kind)
                .live(actor -> actor.path(kind.definitionId()).asText().equals(id))
                .forEach(actor -> actor.put("tombstone", true));
        store.touch();
    }

    private static JsonNode specification(ActorKind kind, ObjectNode document) {
        JsonNode definition = document.get("definition");
        ObjectNode answer = Json.object()
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
