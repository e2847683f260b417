package org.dalgo.data.ingest.connection;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.data.ingest.source.SourceService;
import org.dalgo.data.ingest.source.SourceView;
import org.dalgo.data.warehouse.Compensation;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.flow.deployment.DeploymentService;
import org.dalgo.flow.deployment.DeploymentView;
import org.dalgo.flow.lock.LockService;
import org.dalgo.flow.task.ConnectionTasks;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskService;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.dalgo.upstream.airbyte.connection.ConnectionSpec;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Makes connections: in Airbyte, as rows of ours, and as tasks with the deployments that run them. All of it or nothing.
 */
@ApplicationScoped
public class ConnectionService {

    static final String AUDIT_TYPE = "connection";

    private final TenantTransactions tenantTransactions;
    private final WarehouseService warehouses;
    private final SourceService sources;
    private final ConnectionRepository connections;
    private final AirbyteAdapter airbyte;
    private final TaskService tasks;
    private final DeploymentService deployments;
    private final LockService locks;
    private final AuditLog auditLog;
    private final CastPublisher casts;
    private final ConnectionEventPublisher events;

    @Inject
    ConnectionService(
            TenantTransactions tenantTransactions,
            WarehouseService warehouses,
            SourceService sources,
            ConnectionRepository connections,
            AirbyteAdapter airbyte,
            TaskService tasks,
            DeploymentService deployments,
            LockService locks,
            AuditLog auditLog,
            CastPublisher casts,
            ConnectionEventPublisher events) {
        this.casts = casts;
        this.tenantTransactions = tenantTransactions;
        this.warehouses = warehouses;
        this.sources = sources;
        this.connections = connections;
        this.airbyte = airbyte;
        this.tasks = tasks;
        this.deployments = deployments;
        this.locks = locks;
        this.auditLog = auditLog;
        this.events = events;
    }

    /**
     * Requests from Airbyte what a source holds now. Takes seconds to minutes.
     *
     * @return what was found; fails with NOT_FOUND for a source that is not the organisation's, BAD_REQUEST when the
     *     connector could not read it
     */
    public Uni<Catalog> discover(OrgId org, UUID source) {
        return sources.discover(org, source);
    }

    /** All connections with their last job and lock, from our own rows. */
    Uni<List<ConnectionSummary>> list(OrgId org) {
        return tenantTransactions.inOrg(org, () -> connections.summaries(org));
    }

    /** One connection with every stream of its source; fails with NOT_FOUND. */
    Uni<ConnectionResponse> read(OrgId org, UUID connectionId) {
        return connection(org, connectionId).chain(row -> current(row).chain(current -> tenantTransactions
                .inOrg(org, () -> connections.summary(org, row.id))
                .map(summary -> ConnectionResponse.of(
                        summary,
                        current.status(),
                        current.namespaceFormat().orElse(""),
                        row.postSyncTransform,
                        current.catalog().orElseThrow()))));
    }

    /** The organisation's connection of that id in Airbyte; fails with NOT_FOUND. */
    public Uni<ConnectionView> get(OrgId org, UUID connectionId) {
        return connection(org, connectionId).map(ConnectionView::of);
    }

    /** A connection of the organisation as Airbyte has it; fails with NOT_FOUND, also when it was deleted there. */
    public Uni<org.dalgo.upstream.airbyte.connection.AirbyteConnection> current(OrgId org, UUID connectionId) {
        return connection(org, connectionId).chain(this::current);
    }

    /** Fails with CONFLICT naming the person who runs the connection now, with NOT_FOUND when there is none. */
    public Uni<Void> requireIdle(OrgId org, UUID connectionId) {
        return connection(org, connectionId).chain(row -> tasksOf(org, row)).chain(found -> requireIdle(org, found));
    }

    /**
     * Notes whether Airbyte has the connection switched on or off. Joins the current unit of work.
     *
     * @param status Airbyte's word; any but active and inactive is left alone
     */
    public Uni<Void> recordStatus(OrgId org, UUID connectionId, String status) {
        return Connection.STATUSES.contains(status)
                ? tenantTransactions.inOrg(org, () -> connections
                        .setStatus(org, connectionId, status)
                        .chain(changed -> changed > 0
                                ? events.publish(org, connectionId)
                                : Uni.createFrom().voidItem()))
                : Uni.createFrom().voidItem();
    }

    /** The connection of that name, if there is one. */
    public Uni<Optional<ConnectionView>> find(OrgId org, String name) {
        return tenantTransactions
                .inOrg(org, () -> connections.findByName(org, name.strip()))
                .map(row -> Optional.ofNullable(row).map(ConnectionView::of));
    }

    /**
     * Makes a connection into the organisation's warehouse. Its first sync is the caller's business.
     *
     * @return the connection. Fails with NOT_FOUND for a source of another organisation and INVALID for a wrong field.
     *     Fails with BAD_REQUEST without a warehouse, for a name in use, or for a selection that does not fit. A
     *     failure leaves nothing behind.
     */
    public Uni<ConnectionView> create(Caller by, ConnectionDraft draft) {
        return createRunnable(by, draft, true).map(ConnectionView::of);
    }

    /** As {@link #create(Caller, ConnectionDraft)}; what the source holds is what it held when it was last read. */
    Uni<ConnectionResponse> create(Caller by, ConnectionRequest request) {
        OrgId org = by.org();
        return Uni.createFrom()
                .item(request::source)
                .call(source -> sources.get(org, source))
                .call(() -> warehouses.get(org))
                .call(() -> requireFreeName(org, request.name(), null))
                .chain(source -> sources.recentCatalog(org, source)
                        .map(catalog -> StreamSelection.draft(request, source, catalog)))
                .call(draft -> completeTables(org))
                .call(draft -> requireUnshared(org, draft, null, request))
                .chain(draft -> createRunnable(by, draft, isConfirmed(request))
                        .chain(row -> response(org, row, draft.selectedCatalog())));
    }

    /**
     * Makes a connection what the request says, and active again in case a breaking change had switched it off.
     *
     * @return the connection; fails with NOT_FOUND, with CONFLICT while it is running, else as
     *     {@link #create(Caller, ConnectionDraft)} does
     */
    Uni<ConnectionResponse> update(Caller by, UUID connectionId, ConnectionRequest request) {
        OrgId org = by.org();
        return connection(org, connectionId)
                .call(row -> requireFreeName(org, request.name(), row.id))
                .call(row -> tasksOf(org, row).chain(found -> requireIdle(org, found)))
                .chain(row -> current(row)
                        .chain(current -> catalogFor(org, current))
                        .map(catalog -> StreamSelection.draft(request, null, catalog))
                        .invoke(ConnectionDraft::check)
                        .call(draft -> completeTables(org))
                        .call(draft -> casts.check(org, draft))
                        .chain(draft -> tables(org, draft)
                                .chain(tables -> reserve(org, row.connectionId, tables, isConfirmed(request))
                                        .chain(before -> change(by, row, draft, tables)
                                                .onFailure()
                                                .call(() -> restoreTables(org, before))))));
    }

    /** What it was made from; after a breaking change, what its source holds now: else it would stay broken. */
    private Uni<Catalog> catalogFor(OrgId org, org.dalgo.upstream.airbyte.connection.AirbyteConnection current) {
        return isBroken(current)
                ? sources.recentCatalog(org, current.sourceId())
                : Uni.createFrom().item(current.catalog().orElseThrow());
    }

    private static boolean isBroken(org.dalgo.upstream.airbyte.connection.AirbyteConnection current) {
        return current.schemaChange().filter("breaking"::equals).isPresent();
    }

    /**
     * Deletes a connection. What it loaded stays in the warehouse.
     *
     * @return nothing; fails with NOT_FOUND, with FORBIDDEN naming the pipelines that it is part of, with CONFLICT while it
     *     is running
     */
    Uni<Void> delete(Caller by, UUID connectionId) {
        OrgId org = by.org();
        return connection(org, connectionId)
                .call(row -> tasksOf(org, row)
                        .call(found -> deployments.containing(org, found).invoke(ConnectionService::requireUnused))
                        .call(found -> requireIdle(org, found))
                        .chain(found -> deployments.deleteTasks(by, found)))
                .call(row -> airbyte.connections().delete(row.connectionId))
                .call(casts::remove)
                .chain(row -> tenantTransactions.inOrg(org, () -> connections
                        .delete(org, row.id)
                        .call(() -> recordAudit(by, AuditAction.DELETE, row, Map.of("name", row.name)))
                        .call(() -> events.publish(org, row.connectionId))))
                .replaceWithVoid();
    }

    /**
     * Fails with BAD_REQUEST when two streams lead to one table. Fails with CONFLICT when one leads to a table of
     * another connection, unless the request confirms that. Repeated under a lock when the connection is stored.
     *
     * @param own the connection that is changed, or null for a new one
     */
    private Uni<Void> requireUnshared(OrgId org, ConnectionDraft draft, Connection own, ConnectionRequest request) {
        return tables(org, draft)
                .chain(tables ->
                        tenantTransactions.inOrg(org, () -> requireUnshared(org, tables, own, isConfirmed(request))));
    }

    /** Joins the current unit of work. */
    private Uni<Void> requireUnshared(OrgId org, DestinationTables tables, Connection own, boolean confirmed) {
        return confirmed
                ? Uni.createFrom().voidItem()
                : connections
                        .listByOrg(org)
                        .invoke(all -> tables.requireUnshared(all, own))
                        .replaceWithVoid();
    }

    private static boolean isConfirmed(ConnectionRequest request) {
        return Boolean.TRUE.equals(request.confirmSharedTables());
    }

    /**
     * Takes tables for a connection before Airbyte learns of its change, so that no other connection takes them meanwhile. It
     * keeps those that it loads into still.
     *
     * @return the connection as it was before
     */
    private Uni<Connection> reserve(OrgId org, UUID connectionId, DestinationTables tables, boolean confirmed) {
        return tenantTransactions.inOrg(org, () -> connections
                .lockTables(org)
                .chain(() -> connections.findByConnectionId(org, connectionId))
                .onItem()
                .ifNull()
                .failWith(ConnectionService::connectionNotFound)
                .call(before -> requireUnshared(org, tables, before, confirmed))
                .call(before -> connections.setTables(org, before.id, tables.toJsonWith(before))));
    }

    private Uni<Void> restoreTables(OrgId org, Connection row) {
        return tenantTransactions.inOrg(org, () -> connections.setTables(org, row.id, row.destinationTables));
    }

    /** Asks Airbyte for the tables of connections of which they are not known: those made before tables were kept. */
    private Uni<Void> completeTables(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> connections.listWithoutTables(org))
                .chain(unknown -> unknown.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : warehouses
                                .loadedSchema(org)
                                .chain(schema -> Unis.sequentially(unknown, row -> current(row)
                                        .map(current -> DestinationTables.of(current, schema))
                                        .chain(tables -> tenantTransactions.inOrg(
                                                org, () -> connections.setTables(org, row.id, tables.toJson())))
                                        // One that Airbyte lost loads into nothing.
                                        .onFailure(failure ->
                                                failure instanceof Failure ours && ours.problem() == Problem.NOT_FOUND)
                                        .recoverWithNull())));
    }

    private Uni<DestinationTables> tables(OrgId org, ConnectionDraft draft) {
        return warehouses.loadedSchema(org).map(schema -> DestinationTables.of(draft, schema));
    }

    /** @param confirmed whether it may load into tables of other connections */
    private Uni<Connection> createRunnable(Caller by, ConnectionDraft draft, boolean confirmed) {
        OrgId org = by.org();
        return Uni.createFrom()
                .voidItem()
                .invoke(draft::check)
                .chain(() -> requireFreeName(org, draft.name(), null))
                .chain(() -> casts.check(org, draft))
                .chain(() -> sources.get(org, draft.source()))
                .chain(source -> warehouses.get(org).chain(warehouse -> tables(org, draft)
                        .chain(tables ->
                                createInAirbyte(by, draft, source, warehouse.destination(), tables, confirmed))));
    }

    private Uni<Connection> createInAirbyte(
            Caller by,
            ConnectionDraft draft,
            SourceView source,
            UUID destination,
            DestinationTables tables,
            boolean confirmed) {
        Compensation compensation = new Compensation();
        ConnectionSpec spec = new ConnectionSpec(
                draft.name().strip(), draft.source(), destination, draft.selectedCatalog(), draft.namespace(), "");
        return compensation.ifFails(airbyte.connections()
                .create(spec)
                .map(made -> made.id())
                .invoke(id -> compensation.add("connection " + id + " in Airbyte", () -> airbyte.connections()
                        .delete(id)))
                .chain(id -> save(by, row(by.org(), draft, source, id, tables), tables, confirmed))
                .invoke(row -> compensation.add("row of connection " + row.id, () -> deleteCreated(by, row)))
                .invoke(row -> compensation.add("casts of connection " + row.id, () -> casts.remove(row)))
                .call(row -> casts.publish(by.org(), row, draft))
                .call(row -> registerTasks(by, row, compensation)));
    }

    private Uni<Void> registerTasks(Caller by, Connection row, Compensation compensation) {
        return tasks.registerSync(by.org(), row.connectionId, row.name)
                .invoke(made -> compensation.add("tasks of connection " + row.id, () -> deleteTasks(by, made)))
                .call(made -> deployments.createManual(by, made.sync()))
                .call(made -> deployments.createManual(by, made.clear()))
                .replaceWithVoid();
    }

    private Uni<Void> deleteTasks(Caller by, ConnectionTasks made) {
        return deployments.deleteTasks(by, List.of(made.sync(), made.clear()));
    }

    private Uni<ConnectionResponse> change(Caller by, Connection row, ConnectionDraft draft, DestinationTables tables) {
        OrgId org = by.org();
        Catalog chosen = draft.selectedCatalog();
        return airbyte.connections()
                .update(row.connectionId, draft.name().strip(), draft.namespace(), chosen)
                .chain(() -> saveUpdate(by, row.connectionId, draft, tables))
                .call(changed ->
                        draft.postSyncTransform() == null ? casts.remove(row) : casts.publish(org, changed, draft))
                .chain(changed -> response(org, changed, chosen));
    }

    private Uni<Connection> saveUpdate(Caller by, UUID connectionId, ConnectionDraft draft, DestinationTables tables) {
        OrgId org = by.org();
        return tenantTransactions
                .inOrg(org, () -> connections
                        .findByConnectionId(org, connectionId)
                        .onItem()
                        .ifNull()
                        .failWith(ConnectionService::connectionNotFound)
                        .invoke(draft::copyTo)
                        .invoke(row -> row.destinationTables = tables.toJson())
                        .call(row -> tasks.renameSync(org, connectionId, row.name))
                        .call(row -> connections.deleteBreakingChange(org, row.id))
                        .call(row -> recordAudit(by, AuditAction.UPDATE, row, Map.of("name", row.name)))
                        .call(() -> events.publish(org, connectionId)))
                .onFailure(ConstraintViolationException.class)
                .transform(failure -> nameTaken());
    }

    private Uni<ConnectionResponse> response(OrgId org, Connection row, Catalog catalog) {
        return tenantTransactions
                .inOrg(org, () -> connections.summary(org, row.id))
                .map(summary -> ConnectionResponse.of(
                        summary, row.status, row.destinationSchema, row.postSyncTransform, catalog));
    }

    private Uni<Connection> connection(OrgId org, UUID connectionId) {
        return tenantTransactions
                .inOrg(org, () -> connections.findByConnectionId(org, connectionId))
                .onItem()
                .ifNull()
                .failWith(ConnectionService::connectionNotFound);
    }

    /** As Airbyte has it; one that was deleted there is none, though Airbyte goes on to answer for it. */
    private Uni<org.dalgo.upstream.airbyte.connection.AirbyteConnection> current(Connection row) {
        return airbyte.connections()
                .get(row.connectionId)
                .onFailure(UpstreamFailure::isNotFound)
                .transform(failure -> connectionNotFound())
                .invoke(current -> {
                    if (current.status().equals("deprecated")
                            || current.catalog().isEmpty()) {
                        throw connectionNotFound();
                    }
                });
    }

    /** None when a deletion took them and got no further. */
    private Uni<List<OrgTaskView>> tasksOf(OrgId org, Connection row) {
        return tasks.findByConnection(org, row.connectionId)
                .map(found -> List.of(found.sync(), found.clear()))
                .onFailure(failure -> failure instanceof Failure ours && ours.problem() == Problem.NOT_FOUND)
                .recoverWithItem(List.of());
    }

    private Uni<Void> requireIdle(OrgId org, List<OrgTaskView> found) {
        List<Long> ids = found.stream().map(OrgTaskView::id).toList();
        return tenantTransactions
                .inOrg(org, () -> locks.holder(org, ids))
                .invoke(holder -> holder.ifPresent(person -> {
                    throw Failure.conflict(person + " is running this connection right now");
                }))
                .replaceWithVoid();
    }

    private static void requireUnused(List<DeploymentView> containing) {
        List<String> pipelines = containing.stream()
                .filter(DeploymentView::pipeline)
                .map(DeploymentView::name)
                .toList();
        if (!pipelines.isEmpty()) {
            throw new Failure(
                    Problem.FORBIDDEN,
                    "take this connection out of its pipelines first: " + String.join(", ", pipelines));
        }
    }

    /** @param itself key of the connection that may have that name, or null */
    private Uni<Void> requireFreeName(OrgId org, String name, Long itself) {
        return tenantTransactions
                .inOrg(org, () -> connections.findByName(org, name.strip()))
                .invoke(row -> {
                    if (row != null && !row.id.equals(itself)) {
                        throw nameTaken();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Connection> save(Caller by, Connection row, DestinationTables tables, boolean confirmed) {
        return tenantTransactions
                .inOrg(by.org(), () -> connections
                        .lockTables(by.org())
                        .chain(() -> requireUnshared(by.org(), tables, null, confirmed))
                        .chain(() -> connections.persistAndFlush(row))
                        .call(() -> recordAudit(by, AuditAction.CREATE, row, Map.of("name", row.name)))
                        .call(() -> events.publish(by.org(), row.connectionId)))
                .onFailure(ConstraintViolationException.class)
                .transform(failure -> nameTaken());
    }

    private Uni<?> deleteCreated(Caller by, Connection row) {
        return tenantTransactions.inOrg(by.org(), () -> connections
                .delete(by.org(), row.id)
                .call(() -> recordAudit(
                        by,
                        AuditAction.DELETE,
                        row,
                        Map.of("name", row.name, Compensation.REASON, Compensation.UNFINISHED)))
                .call(() -> events.publish(by.org(), row.connectionId)));
    }

    private Uni<Void> recordAudit(Caller by, AuditAction action, Connection row, Map<String, ?> details) {
        return auditLog.record(by, action, AUDIT_TYPE, row.connectionId.toString(), details);
    }

    private static Connection row(
            OrgId org, ConnectionDraft draft, SourceView source, UUID id, DestinationTables tables) {
        Connection row = new Connection();
        row.org = org.value();
        row.connectionId = id;
        row.source = source.id();
        draft.copyTo(row);
        row.destinationTables = tables.toJson();
        return row;
    }

    private static Failure nameTaken() {
        return Failure.badRequest("a connection with this name already exists");
    }

    private static Failure connectionNotFound() {
        return Failure.notFound("connection not found");
    }
}
