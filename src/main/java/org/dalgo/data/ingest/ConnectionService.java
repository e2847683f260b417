package org.dalgo.data.ingest;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.data.warehouse.Undo;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.flow.deployment.DeploymentService;
import org.dalgo.flow.task.ConnectionTasks;
import org.dalgo.flow.task.TaskService;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.http.Failure;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.Catalog;
import org.dalgo.upstream.airbyte.ConnectionSpec;
import org.dalgo.upstream.airbyte.Discovery;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Makes connections: in Airbyte, as rows of ours, and as tasks with the deployments that run them. All of it or nothing.
 */
@ApplicationScoped
public class ConnectionService {

    static final String AUDITED = "connection";

    private final Door door;
    private final WarehouseService warehouses;
    private final SourceRepository sources;
    private final ConnectionRepository connections;
    private final AirbyteAdapter airbyte;
    private final TaskService tasks;
    private final DeploymentService deployments;
    private final Audit audit;

    @Inject
    ConnectionService(
            Door door,
            WarehouseService warehouses,
            SourceRepository sources,
            ConnectionRepository connections,
            AirbyteAdapter airbyte,
            TaskService tasks,
            DeploymentService deployments,
            Audit audit) {
        this.door = door;
        this.warehouses = warehouses;
        this.sources = sources;
        this.connections = connections;
        this.airbyte = airbyte;
        this.tasks = tasks;
        this.deployments = deployments;
        this.audit = audit;
    }

    /**
     * Asks Airbyte what a source holds now. Takes seconds to minutes.
     *
     * @return what was found; fails with NOT_FOUND for a source that is not the organisation's, BAD_REQUEST when the
     *     connector could not tell
     */
    public Uni<Catalog> discover(OrgId org, UUID source) {
        return source(org, source)
                .chain(row -> airbyte.schemas().discover(row.sourceId))
                .map(ConnectionService::found);
    }

    /**
     * Makes a connection into the organisation's warehouse. Its first sync is the caller's business.
     *
     * @return the connection; fails with NOT_FOUND for a source that is not the organisation's, BAD_REQUEST when there is
     *     no warehouse, the name is taken or the selection does not fit the source, INVALID for a field that is wrong;
     *     leaves nothing behind then
     */
    public Uni<ConnectionView> create(Caller by, ConnectionDraft draft) {
        OrgId org = by.org();
        return Uni.createFrom()
                .voidItem()
                .invoke(draft::check)
                .chain(() -> find(org, draft.name()))
                .invoke(existing -> existing.ifPresent(one -> {
                    throw taken();
                }))
                .chain(() -> source(org, draft.source()))
                .chain(source ->
                        warehouses.get(org).chain(warehouse -> connect(by, draft, source, warehouse.destination())));
    }

    /** The connection of that name, if there is one. */
    public Uni<Optional<ConnectionView>> find(OrgId org, String name) {
        return door.enter(org, () -> connections.byName(org, name.strip()))
                .map(row -> Optional.ofNullable(row).map(ConnectionView::of));
    }

    private Uni<ConnectionView> connect(Caller by, ConnectionDraft draft, Source source, UUID destination) {
        Undo undo = new Undo();
        ConnectionSpec spec = spec(draft, destination);
        return undo.ifFails(airbyte.connections()
                .create(spec)
                .map(made -> made.id())
                .invoke(id -> undo.add("connection " + id + " in Airbyte", () -> airbyte.connections()
                        .delete(id)))
                .chain(id -> save(by, row(by.org(), draft, source, id)))
                .invoke(row -> undo.add("row of connection " + row.id, () -> takeBack(by, row)))
                .call(row -> makeRunnable(by, row, undo))
                .map(ConnectionView::of));
    }

    private Uni<Void> makeRunnable(Caller by, Connection row, Undo undo) {
        return tasks.registerSync(by.org(), row.connectionId, row.name)
                .invoke(made -> undo.add("tasks of connection " + row.id, () -> withdraw(by, made)))
                .call(made -> deployments.createManual(by, made.sync()))
                .call(made -> deployments.createManual(by, made.clear()))
                .replaceWithVoid();
    }

    private Uni<Void> withdraw(Caller by, ConnectionTasks made) {
        return deployments.withdraw(by, List.of(made.sync(), made.clear()));
    }

    private Uni<Source> source(OrgId org, UUID sourceId) {
        return door.enter(org, () -> sources.bySourceId(org, sourceId))
                .onItem()
                .ifNull()
                .failWith(() -> Failure.notFound("source not found"));
    }

    private Uni<Connection> save(Caller by, Connection row) {
        return door.enter(by.org(), () -> connections
                        .persistAndFlush(row)
                        .call(() -> note(by, AuditAction.CREATE, row, Map.of("name", row.name))))
                .onFailure(ConstraintViolationException.class)
                .transform(failure -> taken());
    }

    private Uni<?> takeBack(Caller by, Connection row) {
        return door.enter(by.org(), () -> connections
                .delete(by.org(), row.id)
                .call(() -> note(by, AuditAction.DELETE, row, Map.of("name", row.name, Undo.REASON, Undo.UNFINISHED))));
    }

    private Uni<Void> note(Caller by, AuditAction action, Connection row, Map<String, ?> details) {
        return audit.record(by, action, AUDITED, row.connectionId.toString(), details);
    }

    private static Catalog found(Discovery discovery) {
        return discovery
                .catalog()
                .orElseThrow(() -> Failure.badRequest("Airbyte could not find out what this source holds: "
                        + discovery.message().orElse("its connector could not try")));
    }

    private static ConnectionSpec spec(ConnectionDraft draft, UUID destination) {
        Optional<String> schema =
                Optional.ofNullable(draft.schema()).map(String::strip).filter(s -> !s.isEmpty());
        Catalog chosen = draft.catalog().choose(draft.streams());
        return new ConnectionSpec(draft.name().strip(), draft.source(), destination, chosen, schema, "");
    }

    private static Connection row(OrgId org, ConnectionDraft draft, Source source, UUID id) {
        Connection row = new Connection();
        row.org = org.value();
        row.connectionId = id;
        row.source = source.id;
        row.name = draft.name().strip();
        return row;
    }

    private static Failure taken() {
        return Failure.badRequest("a connection with this name already exists");
    }
}
