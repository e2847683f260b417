package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.dalgo.sandbox.airbyte.catalog.CatalogDiff;
import org.dalgo.sandbox.airbyte.catalog.Catalogs;
import org.dalgo.sandbox.airbyte.catalog.Discovery;
import org.dalgo.sandbox.airbyte.catalog.SchemaReview;
import org.dalgo.sandbox.airbyte.job.JobMachine;
import org.dalgo.sandbox.airbyte.setting.EmulatedVersion;
import org.dalgo.sandbox.airbyte.store.Store;
import org.dalgo.sandbox.airbyte.word.ActorKind;
import org.dalgo.sandbox.airbyte.word.Body;
import org.dalgo.sandbox.airbyte.word.Json;
import org.dalgo.sandbox.airbyte.word.Refusal;

/** The richer connection calls that Airbyte's own pages use. */
public final class WebBackend {

    private static final Set<String> SYNCS = Set.of("sync", "refresh", "reset_connection");

    private final Store store;
    private final Connections connections;
    private final ConnectionStatuses statuses;
    private final Actors actors;
    private final Discovery discovery;
    private final SchemaReview review;
    private final JobMachine machine;
    private final EmulatedVersion version;

    public WebBackend(
            Store store,
            Connections connections,
            ConnectionStatuses statuses,
            Actors actors,
            Discovery discovery,
            SchemaReview review,
            JobMachine machine,
            EmulatedVersion version) {
        this.store = store;
        this.connections = connections;
        this.statuses = statuses;
        this.actors = actors;
        this.discovery = discovery;
        this.review = review;
        this.machine = machine;
        this.version = version;
    }

    public void register(Routes routes) {
        routes.later("web_backend/connections/get", this::get)
                .now("web_backend/connections/list", this::list)
                .later("web_backend/connections/update", this::update)
                .strict("web_backend/connections/update", Connections.fields("connectionId", "skipReset", "operations"))
                .strict("web_backend/connections/get", List.of("connectionId", "withRefreshedCatalog"));
    }

    private Future<JsonNode> get(Body body) {
        ObjectNode connection = store.connections.live(body.id("connectionId"));
        if (!body.flag("withRefreshedCatalog")) {
            return Future.succeededFuture(read(connection, review.used(connection)));
        }
        ObjectNode source =
                store.actors(ActorKind.SOURCE).live(connection.get("sourceId").asText());
        return discovery.discover(source, false).map(outcome -> refreshed(connection, outcome));
    }

    private JsonNode refreshed(ObjectNode connection, Discovery.Outcome outcome) {
        if (outcome.catalog() == null) {
            // Up to and including 2.0 the server trips over the catalog that is not there.
            throw new Refusal(500, "Internal Server Error: Cannot invoke \"getStreams()\" because \"catalog\" is null");
        }
        JsonNode fresh = outcome.catalog().get("catalog");
        CatalogDiff diff = review.compare(connection, fresh);
        review.draw(connection, diff);
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
        for (ActorKind kind : ActorKind.values()) {
            answer.set(
                    kind.word(),
                    actors.read(
                            kind,
                            store.actors(kind).any(connection.get(kind.id()).asText())));
        }
        return standing(connection, answer);
    }

    private ObjectNode standing(ObjectNode connection, ObjectNode answer) {
        String id = connection.get("connectionId").asText();
        answer.put("schemaChange", review.standing(connection));
        answer.put("isSyncing", machine.active(id).isPresent());
        statuses.newest(id, SYNCS).ifPresent(job -> answer.put("latestSyncJobStatus", job.status())
                .put("latestSyncJobCreatedAt", job.job().path("createdAt").asLong()));
        return answer;
    }

    private JsonNode list(Body body) {
        String workspace = body.id("workspaceId");
        store.workspaces.live(workspace);
        return new Page(version, body)
                .answer("connections", "connectionId", connections.inWorkspace(workspace), this::item);
    }

    private ObjectNode item(ObjectNode connection) {
        ObjectNode item = Json.object();
        for (String field : List.of("connectionId", "name", "status", "scheduleType")) {
            item.set(field, connection.get(field));
        }
        for (ActorKind kind : ActorKind.values()) {
            item.set(kind.word(), actors.brief(kind, connection.get(kind.id()).asText()));
        }
        return standing(connection, item);
    }

    private Future<JsonNode> update(Body body) {
        ObjectNode before = store.connections.live(body.id("connectionId")).deepCopy();
        ObjectNode connection = connections.patch(body);
        if (body.has("syncCatalog")) {
            discovery
                    .newest(connection.get("sourceId").asText())
                    .ifPresent(newest -> connection.put(
                            "breakingChange",
                            review.compare(connection, newest.get("catalog")).breaking()));
        }
        JsonNode answer = read(connection, review.used(connection));
        boolean changed = !Catalogs.selected(before.path("syncCatalog"))
                .equals(Catalogs.selected(connection.path("syncCatalog")));
        boolean active = connection.path("status").asText().equals("active");
        if (changed && active && body.has("syncCatalog") && !body.flag("skipReset")) {
            return machine.start(connection, "refresh", List.of(), "Merge").map(job -> answer);
        }
        return Future.succeededFuture(answer);
    }
}
