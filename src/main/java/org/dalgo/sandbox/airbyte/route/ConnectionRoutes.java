package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.dalgo.sandbox.airbyte.catalog.Catalogs;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.http.RouteTable;
import org.dalgo.sandbox.airbyte.job.JobStateMachine;
import org.dalgo.sandbox.airbyte.model.RequestBody;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.store.SandboxStore;

/** Connections: create, change, read, list, delete, and the jobs that can be started on them. */
public final class ConnectionRoutes {

    /** Fields that a client may set; {@code web_backend} takes three more. */
    static final List<String> FIELDS = List.of(
            "name",
            "status",
            "syncCatalog",
            "sourceCatalogId",
            "namespaceDefinition",
            "namespaceFormat",
            "prefix",
            "scheduleType",
            "scheduleData",
            "operationIds",
            "nonBreakingChangesPreference",
            "notifySchemaChanges",
            "backfillPreference",
            "breakingChange");

    private final SandboxStore sandboxStore;
    private final JobStateMachine machine;
    private final SandboxClock clock;
    private final EmulatedVersion version;

    public ConnectionRoutes(
            SandboxStore sandboxStore, JobStateMachine machine, SandboxClock clock, EmulatedVersion version) {
        this.sandboxStore = sandboxStore;
        this.machine = machine;
        this.clock = clock;
        this.version = version;
    }

    public void register(RouteTable routeTable) {
        routeTable
                .sync("connections/create", this::create)
                .sync("connections/update", requestBody -> read(patch(requestBody)))
                .sync(
                        "connections/get",
                        requestBody -> read(sandboxStore.connections.live(requestBody.id("connectionId"))))
                .sync("connections/list", this::list)
                .noContent("connections/delete", this::delete)
                .async("connections/sync", requestBody -> start(requestBody, "sync", List.of()))
                .async("connections/clear", requestBody -> start(requestBody, "reset_connection", List.of()))
                .async("connections/reset", requestBody -> start(requestBody, "reset_connection", List.of()))
                .async("connections/clear/stream", this::clearStreams)
                .async("connections/reset/stream", this::clearStreams)
                .async("connections/refresh", this::refresh)
                .strict("connections/create", fields("sourceId", "destinationId"))
                .strict("connections/update", fields("connectionId"));
    }

    static List<String> fields(String... more) {
        return java.util.stream.Stream.concat(FIELDS.stream(), java.util.stream.Stream.of(more))
                .toList();
    }

    private JsonNode create(RequestBody requestBody) {
        String sourceId = requestBody.id("sourceId");
        String destinationId = requestBody.id("destinationId");
        String status = requestBody.text("status");
        ObjectNode source = sandboxStore.actors(SandboxActorType.SOURCE).live(sourceId);
        ObjectNode destination =
                sandboxStore.actors(SandboxActorType.DESTINATION).live(destinationId);
        Catalogs.validate(requestBody.json().path("syncCatalog"));
        String id = UUID.randomUUID().toString();
        ObjectNode connection = SandboxJson.object()
                .put("connectionId", id)
                .put(
                        "name",
                        source.get("name").asText() + " → "
                                + destination.get("name").asText())
                .put("sourceId", sourceId)
                .put("destinationId", destinationId)
                .put("namespaceDefinition", "source")
                .put("scheduleType", "manual")
                .put("nonBreakingChangesPreference", "ignore")
                .put("notifySchemaChanges", false)
                .put("breakingChange", false)
                .put("created_at", clock.seconds());
        connection.putObject("syncCatalog").putArray("streams");
        copy(requestBody, connection);
        connection.put("status", status);
        sandboxStore.connections.put(id, connection);
        sandboxStore.touch();
        return read(connection);
    }

    /** Changes what the body names and leaves the rest. */
    ObjectNode patch(RequestBody requestBody) {
        ObjectNode connection = sandboxStore.connections.live(requestBody.id("connectionId"));
        if (requestBody.has("syncCatalog")) {
            Catalogs.validate(requestBody.json().get("syncCatalog"));
        }
        copy(requestBody, connection);
        sandboxStore.touch();
        return connection;
    }

    private static void copy(RequestBody requestBody, ObjectNode connection) {
        FIELDS.stream()
                .filter(requestBody::has)
                .forEach(field -> connection.set(field, requestBody.json().get(field)));
    }

    /** Only configured streams, as Airbyte's plain read. */
    ObjectNode read(ObjectNode connection) {
        ObjectNode read = connection.deepCopy();
        read.set("syncCatalog", Catalogs.selected(connection.path("syncCatalog")));
        return read;
    }

    private JsonNode list(RequestBody requestBody) {
        String workspace = requestBody.id("workspaceId");
        sandboxStore.workspaces.live(workspace);
        return SandboxJson.object()
                .set(
                        "connections",
                        SandboxJson.array(inWorkspace(workspace).stream().map(this::read)));
    }

    List<ObjectNode> inWorkspace(String workspace) {
        return sandboxStore.connections(
                connection -> sandboxStore.workspaceOf(connection).equals(workspace));
    }

    private void delete(RequestBody requestBody) {
        ObjectNode connection = sandboxStore.connections.live(requestBody.id("connectionId"));
        machine.active(requestBody.id("connectionId")).ifPresent(machine::cancel);
        connection.put("status", "deprecated");
        sandboxStore.touch();
    }

    private Future<JsonNode> start(RequestBody requestBody, String type, List<JsonNode> streams) {
        return machine.start(sandboxStore.connections.live(requestBody.id("connectionId")), type, streams, null)
                .map(job -> job.read(version, true));
    }

    private Future<JsonNode> clearStreams(RequestBody requestBody) {
        List<JsonNode> streams = requestBody.list("streams").stream()
                .<JsonNode>map(stream -> {
                    ObjectNode descriptor =
                            SandboxJson.object().put("name", new RequestBody((ObjectNode) stream).text("streamName"));
                    if (stream.hasNonNull("streamNamespace")) {
                        descriptor.set("namespace", stream.get("streamNamespace"));
                    }
                    return descriptor;
                })
                .toList();
        return start(requestBody, "reset_connection", streams);
    }

    private Future<JsonNode> refresh(RequestBody requestBody) {
        String mode = requestBody.text("refreshMode");
        List<JsonNode> streams = requestBody.has("streams") ? requestBody.list("streams") : List.of();
        return machine.start(sandboxStore.connections.live(requestBody.id("connectionId")), "refresh", streams, mode)
                .map(job -> version.refreshAnswersJob()
                        ? SandboxJson.object().set("job", job.job())
                        : SandboxJson.MAPPER.getNodeFactory().booleanNode(true));
    }
}
