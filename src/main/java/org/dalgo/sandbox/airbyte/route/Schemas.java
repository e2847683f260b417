package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import org.dalgo.sandbox.airbyte.catalog.CatalogDiff;
import org.dalgo.sandbox.airbyte.catalog.Discovery;
import org.dalgo.sandbox.airbyte.catalog.SchemaReview;
import org.dalgo.sandbox.airbyte.setting.EmulatedVersion;
import org.dalgo.sandbox.airbyte.store.Store;
import org.dalgo.sandbox.airbyte.word.ActorKind;
import org.dalgo.sandbox.airbyte.word.Body;
import org.dalgo.sandbox.airbyte.word.Json;
import org.dalgo.sandbox.airbyte.word.Refusal;

/** The calls about schemas: discovery and the newest stored catalog. */
public final class Schemas {

    private final Store store;
    private final Discovery discovery;
    private final SchemaReview review;
    private final EmulatedVersion version;

    public Schemas(Store store, Discovery discovery, SchemaReview review, EmulatedVersion version) {
        this.store = store;
        this.discovery = discovery;
        this.review = review;
        this.version = version;
    }

    public void register(Routes routes) {
        routes.later("sources/discover_schema", this::discover)
                .now("sources/most_recent_source_actor_catalog", this::newest);
    }

    private Future<JsonNode> discover(Body body) {
        ObjectNode source = store.actors(ActorKind.SOURCE).live(body.id("sourceId"));
        ObjectNode connection = body.has("connectionId") ? store.connections.live(body.id("connectionId")) : null;
        return discovery.discover(source, !body.flag("disable_cache")).map(outcome -> answer(outcome, connection));
    }

    private ObjectNode answer(Discovery.Outcome outcome, ObjectNode connection) {
        ObjectNode answer = Json.object();
        answer.set("jobInfo", outcome.jobInfo());
        if (outcome.catalog() == null) {
            return answer;
        }
        answer.set("catalog", outcome.catalog().get("catalog"));
        answer.put("catalogId", outcome.catalog().get("catalogId").asText());
        if (connection != null) {
            CatalogDiff diff = review.compare(connection, outcome.catalog().get("catalog"));
            review.draw(connection, diff);
            answer.set("catalogDiff", diff.render(version));
            answer.put("breakingChange", diff.breaking());
            answer.put("connectionStatus", connection.path("status").asText());
        }
        return answer;
    }

    private JsonNode newest(Body body) {
        String id = body.id("sourceId");
        store.actors(ActorKind.SOURCE).live(id);
        ObjectNode document = discovery.newest(id).orElseThrow(() -> Refusal.notFound("ACTOR_CATALOG", id));
        return Json.object()
                .put("updatedAt", document.path("updatedAt").asLong())
                .set("catalog", document.get("catalog"));
    }
}
