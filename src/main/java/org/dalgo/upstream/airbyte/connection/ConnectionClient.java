package org.dalgo.upstream.airbyte.connection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.dalgo.upstream.airbyte.http.AirbyteCall;
import org.dalgo.upstream.airbyte.http.AirbyteHttpClient;
import org.dalgo.upstream.airbyte.http.CallClass;
import org.dalgo.upstream.airbyte.http.CursorPagination;
import org.dalgo.upstream.airbyte.workspace.InstanceClient;

/** Connections. */
public final class ConnectionClient {

    private final AirbyteHttpClient http;

    public ConnectionClient(AirbyteHttpClient http) {
        this.http = http;
    }

    /** Makes an active connection without a schedule. Not repeated when the outcome is unknown. */
    public Uni<AirbyteConnection> create(ConnectionSpec spec) {
        return Uni.createFrom()
                .item(() -> draft(spec))
                .chain(body -> http.send(
                        AirbyteCall.config(CallClass.WRITE, "connections/create", body, "create the connection")))
                .map(AirbyteConnection::from);
    }

    private static ObjectNode draft(ConnectionSpec spec) {
        ObjectNode body = AirbyteCall.fields()
                .put("name", spec.name())
                .put("sourceId", spec.sourceId().toString())
                .put("destinationId", spec.destinationId().toString())
                .put("status", "active")
                .put("scheduleType", "manual")
                .put("nonBreakingChangesPreference", "ignore")
                .put("prefix", spec.prefix());
        namespace(body, spec.namespaceFormat());
        spec.catalog().id().ifPresent(id -> body.put("sourceCatalogId", id));
        body.set("syncCatalog", spec.catalog().toRequest());
        return body;
    }

    /** The connection with every stream of its source, also those not selected. Starts nothing. */
    public Uni<AirbyteConnection> get(UUID id) {
        ObjectNode body = body(id).put("withRefreshedCatalog", false);
        return http.send(AirbyteCall.config(CallClass.READ, "web_backend/connections/get", body, "read the connection"))
                .map(AirbyteConnection::from);
    }

    /** Everything of a workspace. Never take an absence from it as a proof: read {@link #get}. */
    public Uni<List<AirbyteConnection>> list(UUID workspaceId) {
        return new CursorPagination(http, "connections", "connectionId", "list the connections")
                .all("web_backend/connections/list", workspaceId)
                .map(items -> items.stream().map(AirbyteConnection::from).toList());
    }

    /**
     * Changes which streams are synced and how, and makes the connection active again in case a breaking change had switched
     * it off. No job is started; stored data and cursors stay.
     */
    public Uni<AirbyteConnection> updateCatalog(UUID id, Catalog catalog) {
        return update(() -> change(id, catalog));
    }

    /**
     * As {@link #updateCatalog}, with a new name and schema in the destination.
     *
     * @param namespaceFormat schema in the destination; absent for the one that the destination names
     */
    public Uni<AirbyteConnection> update(UUID id, String name, Optional<String> namespaceFormat, Catalog catalog) {
        return update(() -> {
            ObjectNode body = change(id, catalog).put("name", name);
            namespace(body, namespaceFormat);
            return body;
        });
    }

    private Uni<AirbyteConnection> update(Supplier<ObjectNode> change) {
        return Uni.createFrom()
                .item(change)
                .chain(body -> http.send(AirbyteCall.config(
                        CallClass.WRITE, "web_backend/connections/update", body, "change the connection")))
                .map(AirbyteConnection::from);
    }

    private static void namespace(ObjectNode body, Optional<String> format) {
        body.put("namespaceDefinition", format.isPresent() ? "customformat" : "destination");
        body.put("namespaceFormat", format.orElse("${SOURCE_NAMESPACE}"));
    }

    private static ObjectNode change(UUID id, Catalog catalog) {
        ObjectNode body = body(id).put("skipReset", true).put("status", "active");
        catalog.id().ifPresent(catalogId -> body.put("sourceCatalogId", catalogId));
        body.set("syncCatalog", catalog.toRequest());
        return body;
    }

    /** Deletes it; one that is gone already counts as deleted. */
    public Uni<Void> delete(UUID id) {
        return http.send(AirbyteCall.config(CallClass.WRITE, "connections/delete", body(id), "delete the connection"))
                .replaceWithVoid()
                .onFailure(InstanceClient::isNotFound)
                .recoverWithNull();
    }

    private static ObjectNode body(UUID id) {
        return AirbyteCall.fields().put("connectionId", id.toString());
    }
}
