package org.dalgo.upstream.airbyte.connection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.dalgo.upstream.airbyte.http.AirbyteCalls;
import org.dalgo.upstream.airbyte.http.CallClass;
import org.dalgo.upstream.airbyte.http.CursorPagination;
import org.dalgo.upstream.airbyte.http.JsonFields;

/** Connections. */
public final class ConnectionClient {

    private final AirbyteCalls calls;
    private final ConnectionRestClient rest;

    public ConnectionClient(AirbyteCalls calls) {
        this.calls = calls;
        this.rest = calls.client(ConnectionRestClient.class);
    }

    /** Makes an active connection without a schedule. Not repeated when the outcome is unknown. */
    public Uni<AirbyteConnection> create(ConnectionSpec spec) {
        return Uni.createFrom()
                .item(() -> draft(spec))
                .chain(body -> calls.send(CallClass.WRITE, "create the connection", () -> rest.create(body)))
                .map(AirbyteConnection::from);
    }

    private static ObjectNode draft(ConnectionSpec spec) {
        ObjectNode body = JsonFields.object()
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
        return calls.send(CallClass.READ, "read the connection", () -> rest.read(new ConnectionRequest(id, false)))
                .map(AirbyteConnection::from);
    }

    /** Everything of a workspace. Never take an absence from it as a proof: read {@link #get}. */
    public Uni<List<AirbyteConnection>> list(UUID workspaceId) {
        return new CursorPagination(calls, "connections", "connectionId", "list the connections", rest::list)
                .all(workspaceId)
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
                .chain(body -> calls.send(CallClass.WRITE, "change the connection", () -> rest.update(body)))
                .map(AirbyteConnection::from);
    }

    private static void namespace(ObjectNode body, Optional<String> format) {
        body.put("namespaceDefinition", format.isPresent() ? "customformat" : "destination");
        body.put("namespaceFormat", format.orElse("${SOURCE_NAMESPACE}"));
    }

    private static ObjectNode change(UUID id, Catalog catalog) {
        ObjectNode body = JsonFields.object()
                .put("connectionId", id.toString())
                .put("skipReset", true)
                .put("status", "active");
        catalog.id().ifPresent(catalogId -> body.put("sourceCatalogId", catalogId));
        body.set("syncCatalog", catalog.toRequest());
        return body;
    }

    /** Deletes it; one that is gone already counts as deleted. */
    public Uni<Void> delete(UUID id) {
        return calls.execute(
                        CallClass.WRITE, "delete the connection", () -> rest.delete(new ConnectionRequest(id, null)))
                .onFailure(UpstreamFailure::isNotFound)
                .recoverWithNull();
    }
}
