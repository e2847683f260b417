package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.dalgo.sandbox.airbyte.catalog.CatalogDiff;
import org.dalgo.sandbox.airbyte.catalog.CatalogDiscovery;
import org.dalgo.sandbox.airbyte.catalog.Catalogs;
import org.dalgo.sandbox.airbyte.catalog.SchemaChangePolicy;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.http.RouteTable;
import org.dalgo.sandbox.airbyte.job.JobStateMachine;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.RequestBody;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.store.SandboxStore;

/** The richer connection calls that Airbyte's own pages use. */
public final class WebBackendRoutes {

    private static final Set<String> SYNCS = Set.of("sync", "refresh", "reset_connection");

    private final SandboxStore sandboxStore;
    private final ConnectionRoutes connectionRoutes;
    private final ConnectionStatusRoutes statuses;
    private final ActorRoutes actorRoutes;
    private final CatalogDiscovery catalogDiscovery;
    private final SchemaChangePolicy review;
    private final JobStateMachine machine;
    private final EmulatedVersion version;

    public WebBackendRoutes(
            SandboxStore sandboxStore,
            ConnectionRoutes connectionRoutes,
            ConnectionStatusRoutes statuses,
            ActorRoutes actorRoutes,
            CatalogDiscovery catalogDiscovery,
            SchemaChangePolicy review,
            JobStateMachine machine,
            EmulatedVersion version) {
        this.sandboxStore = sandboxStore;
        this.connectionRoutes = connectionRoutes;
        this.statuses = statuses;
        this.actorRoutes = actorRoutes;
        this.catalogDiscovery = catalogDiscovery;
        this.review = review;
        this.machine = machine;
        this.version = version;
    }

    public void register(RouteTable routeTable) {
        routeTable
                .async("web_backend/connections/get", this::get)
                .sync("web_backend/connections/list", this::list)
                .async("web_backend/connections/update", this::update)
                .strict(
                        "web_backend/connections/update",
                        ConnectionRoutes.fields("connectionId", "skipReset", "operations"))
                .strict("web_backend/connections/get", List.of("connectionId", "withRefreshedCatalog"));
    }

    private Future<JsonNode> get(RequestBody requestBody) {
        ObjectNode connection = sandboxStore.connections.live(requestBody.id("connectionId"));
        if (!requestBody.flag("withRefreshedCatalog")) {
            return Future.succeededFuture(read(connection, review.configuredCatalog(connection)));
        }
        ObjectNode source = sandboxStore
                .actors(SandboxActorType.SOURCE)
                .live(connection.get("sourceId").asText());
        return catalogDiscovery.discover(source, false).map(outcome -> refreshed(connection, outcome));
    }

    private JsonNode refreshed(ObjectNode connection, CatalogDiscovery.Outcome outcome) {
        if (outcome.catalog() == null) {
            // Up to and including 2.0 the server trips over the catalog that is not there.
            throw new AirbyteApiException(
                    500, "Internal Server Error: Cannot invoke \"getStreams()\" because \"catalog\" is null");
        }
        JsonNode fresh = outcome.catalog().get("catalog");
        CatalogDiff diff = review.compare(connection, fresh);
        review.apply(connection, diff);
        ObjectNode answer = read(connection, fresh);
        answer.put("catalogId", outcome.catalog().get("catalogId").asText());
        answer.set("catalogDiff", diff.render(version));
        return answer;
    }

    private ObjectNode read(ObjectNode connection, JsonNode discovered) {
        ObjectNode answer = connection.deepCopy();
        answer.remove("sourceCatalogId");
        answer.put("createdAt", connection.path("created_at").asLong());
        if (connection.has("sourceCatalogId")) {
            answer.set("catalogId", connection.get("sourceCatalogId"));
        }
        answer.set("syncCatalog", Catalogs.merged(discovered, connection.path("syncCatalog")));
        for (SandboxActorType kind : SandboxActorType.values()) {
            answer.set(
                    kind.apiName(),
                    actorRoutes.read(
                            kind,
                            sandboxStore
                                    .actors(kind)
                                    .any(connection.get(kind.id()).asText())));
        }
        return statusFields(connection, answer);
    }

    private ObjectNode statusFields(ObjectNode connection, ObjectNode answer) {
        String id = connection.get("connectionId").asText();
        answer.put("schemaChange", review.schemaChange(connection));
        answer.put("isSyncing", machine.active(id).isPresent());
        statuses.newest(id, SYNCS).ifPresent(job -> answer.put("latestSyncJobStatus", job.status())
                .put("latestSyncJobCreatedAt", job.job().path("createdAt").asLong()));
        return answer;
    }

    private JsonNode list(RequestBody requestBody) {
        String workspace = requestBody.id("workspaceId");
        sandboxStore.workspaces.live(workspace);
        return new PagedResponse(version, requestBody)
                .answer("connections", "connectionId", connectionRoutes.inWorkspace(workspace), this::item);
    }

    private ObjectNode item(ObjectNode connection) {
        ObjectNode item = SandboxJson.object();
        for (String field : List.of("connectionId", "name", "status", "scheduleType")) {
            item.set(field, connection.get(field));
        }
        for (SandboxActorType kind : SandboxActorType.values()) {
            item.set(
                    kind.apiName(),
                    actorRoutes.brief(kind, connection.get(kind.id()).asText()));
        }
        return statusFields(connection, item);
    }

    private Future<JsonNode> update(RequestBody requestBody) {
        ObjectNode before =
                sandboxStore.connections.live(requestBody.id("connectionId")).deepCopy();
        ObjectNode connection = connectionRoutes.patch(requestBody);
        if (requestBody.has("syncCatalog")) {
            catalogDiscovery
                    .latest(connection.get("sourceId").asText())
                    .ifPresent(newest -> connection.put(
                            "breakingChange",
                            review.compare(connection, newest.get("catalog")).breaking()));
        }
        JsonNode answer = read(connection, review.configuredCatalog(connection));
        boolean changed = !Catalogs.selected(before.path("syncCatalog"))
                .equals(Catalogs.selected(connection.path("syncCatalog")));
        boolean active = connection.path("status").asText().equals("active");
        if (changed && active && requestBody.has("syncCatalog") && !requestBody.flag("skipReset")) {
            return machine.start(connection, "refresh", List.of(), "Merge").map(job -> answer);
        }
        return Future.succeededFuture(answer);
    }
}
