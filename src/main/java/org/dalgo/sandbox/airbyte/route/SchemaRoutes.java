package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import org.dalgo.sandbox.airbyte.catalog.CatalogDiff;
import org.dalgo.sandbox.airbyte.catalog.CatalogDiscovery;
import org.dalgo.sandbox.airbyte.catalog.SchemaChangePolicy;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.http.RouteTable;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.RequestBody;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.store.SandboxStore;

/** The calls about schemas: discovery and the newest stored catalog. */
public final class SchemaRoutes {

    private final SandboxStore sandboxStore;
    private final CatalogDiscovery catalogDiscovery;
    private final SchemaChangePolicy review;
    private final EmulatedVersion version;

    public SchemaRoutes(
            SandboxStore sandboxStore,
            CatalogDiscovery catalogDiscovery,
            SchemaChangePolicy review,
            EmulatedVersion version) {
        this.sandboxStore = sandboxStore;
        this.catalogDiscovery = catalogDiscovery;
        this.review = review;
        this.version = version;
    }

    public void register(RouteTable routeTable) {
        routeTable
                .async("sources/discover_schema", this::discover)
                .sync("sources/most_recent_source_actor_catalog", this::newest);
    }

    private Future<JsonNode> discover(RequestBody requestBody) {
        ObjectNode source = sandboxStore.actors(SandboxActorType.SOURCE).live(requestBody.id("sourceId"));
        ObjectNode connection =
                requestBody.has("connectionId") ? sandboxStore.connections.live(requestBody.id("connectionId")) : null;
        return catalogDiscovery
                .discover(source, !requestBody.flag("disable_cache"))
                .map(outcome -> answer(outcome, connection));
    }

    private ObjectNode answer(CatalogDiscovery.Outcome outcome, ObjectNode connection) {
        ObjectNode answer = SandboxJson.object();
        answer.set("jobInfo", outcome.jobInfo());
        if (outcome.catalog() == null) {
            return answer;
        }
        answer.set("catalog", outcome.catalog().get("catalog"));
        answer.put("catalogId", outcome.catalog().get("catalogId").asText());
        if (connection != null) {
            CatalogDiff diff = review.compare(connection, outcome.catalog().get("catalog"));
            review.apply(connection, diff);
            answer.set("catalogDiff", diff.render(version));
            answer.put("breakingChange", diff.breaking());
            answer.put("connectionStatus", connection.path("status").asText());
        }
        return answer;
    }

    private JsonNode newest(RequestBody requestBody) {
        String id = requestBody.id("sourceId");
        sandboxStore.actors(SandboxActorType.SOURCE).live(id);
        ObjectNode document =
                catalogDiscovery.latest(id).orElseThrow(() -> AirbyteApiException.notFound("ACTOR_CATALOG", id));
        return SandboxJson.object()
                .put("updatedAt", document.path("updatedAt").asLong())
                .set("catalog", document.get("catalog"));
    }
}
