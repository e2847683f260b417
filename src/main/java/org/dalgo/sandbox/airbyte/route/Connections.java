package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.dalgo.sandbox.airbyte.catalog.Catalogs;
import org.dalgo.sandbox.airbyte.job.JobMachine;
import org.dalgo.sandbox.airbyte.setting.EmulatedVersion;
import org.dalgo.sandbox.airbyte.setting.SandboxClock;
import org.dalgo.sandbox.airbyte.store.Store;
import org.dalgo.sandbox.airbyte.word.ActorKind;
import org.dalgo.sandbox.airbyte.word.Body;
import org.dalgo.sandbox.airbyte.word.Json;

/** Connections: create, change, read, list, delete, and the jobs that can be started on them. */
public final class Connections {

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

    private final Store store;
    private final JobMachine machine;
    private final SandboxClock clock;
    private final EmulatedVersion version;

    public Connections(Store store, JobMachine machine, SandboxClock clock, EmulatedVersion version) {
        this.store = store;
        this.machine = machine;
        this.clock = clock;
        this.version = version;
    }

    public void register(Routes routes) {
        routes.now("connections/create", this::create)
                .now("connections/update", body -> read(patch(body)))
                .now("connections/get", body -> read(store.connections.live(body.id("connectionId"))))
                .now("connections/list", this::list)
                .silent("connections/delete", this::delete)
                .later("connections/sync", body -> start(body, "sync", List.of()))
                .later("connections/clear", body -> start(body, "reset_connection", List.of()))
                .later("connections/reset", body -> start(body, "reset_connection", List.of()))
                .later("connections/clear/stream", this::clearStreams)
                .later("connections/reset/stream", this::clearStreams)
                .later("connections/refresh", this::refresh)
                .strict("connections/create", fields("sourceId", "destinationId"))
                .strict("connections/update", fields("connectionId"));
    }

    static List<String> fields(String... more) {
        return java.util.stream.Stream.concat(FIELDS.stream(), java.util.stream.Stream.of(more))
                .toList();
    }

    private JsonNode create(Body body) {
        String sourceId = body.id("sourceId");
        String destinationId = body.id("destinationId");
        String status = body.text("status");
        ObjectNode source = store.actors(ActorKind.SOURCE).live(sourceId);
        ObjectNode destination = store.actors(ActorKind.DESTINATION).live(destinationId);
        Catalogs.validate(body.json().path("syncCatalog"));
        String id = UUID.randomUUID().toString();
        ObjectNode connection = Json.object()
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
        copy(body, connection);
        connection.put("status", status);
        store.connections.put(id, connection);
        store.touch();
        return read(connection);
    }

    /** Changes what the body names and leaves the rest. */
    ObjectNode patch(Body body) {
        ObjectNode connection = store.connections.live(body.id("connectionId"));
        if (body.has("syncCatalog")) {
            Catalogs.validate(body.json().get("syncCatalog"));
        }
        copy(body, connection);
        store.touch();
        return connection;
    }

    private static void copy(Body body, ObjectNode connection) {
        FIELDS.stream()
                .filter(body::has)
                .forEach(field -> connection.set(field, body.json().get(field)));
    }

    /** Only configured streams, as Airbyte's plain read. */
    ObjectNode read(ObjectNode connection) {
        ObjectNode read = connection.deepCopy();
        read.set("syncCatalog", Catalogs.selected(connection.path("syncCatalog")));
        return read;
    }

    private JsonNode list(Body body) {
        String workspace = body.id("workspaceId");
        store.workspaces.live(workspace);
        return Json.object()
                .set("connections", Json.array(inWorkspace(workspace).stream().map(this::read)));
    }

    List<ObjectNode> inWorkspace(String workspace) {
        return store.connections(connection -> store.workspaceOf(connection).equals(workspace));
    }

    private void delete(Body body) {
        ObjectNode connection = store.connections.live(body.id("connectionId"));
        machine.active(body.id("connectionId")).ifPresent(machine::cancel);
        connection.put("status", "deprecated");
        store.touch();
    }

    private Future<JsonNode> start(Body body, String type, List<JsonNode> streams) {
        return machine.start(store.connections.live(body.id("connectionId")), type, streams, null)
                .map(job -> job.read(version, true));
    }

    private Future<JsonNode> clearStreams(Body body) {
        List<JsonNode> streams = body.list("streams").stream()
                .<JsonNode>map(stream -> {
                    ObjectNode descriptor = Json.object().put("name", new Body((ObjectNode) stream).text("streamName"));
                    if (stream.hasNonNull("streamNamespace")) {
                        descriptor.set("namespace", stream.get("streamNamespace"));
                    }
                    return descriptor;
                })
                .toList();
        return start(body, "reset_connection", streams);
    }

    private Future<JsonNode> refresh(Body body) {
        String mode = body.text("refreshMode");
        List<JsonNode> streams = body.has("streams") ? body.list("streams") : List.of();
        return machine.start(store.connections.live(body.id("connectionId")), "refresh", streams, mode)
                .map(job -> version.refreshAnswersJob()
                        ? Json.object().set("job", job.job())
                        : Json.MAPPER.getNodeFactory().booleanNode(true));
    }
}
