package org.dalgo.data.warehouse;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.dalgo.flow.deployment.DeploymentService;
import org.dalgo.flow.lock.LockService;
import org.dalgo.flow.task.TaskService;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.prefect.PrefectAdapter;

/**
 * Takes the warehouse away and with it all that is of no use without one: pipelines, syncs, dbt tasks, connections, the dbt
 * workspace. Sources stay, and so does the database itself, which is the organisation's own. The row goes last: whatever
 * fails before, the same request goes on with what is left.
 */
@ApplicationScoped
public class WarehouseRemovalService {

    private final TenantTransactions tenantTransactions;
    private final WarehouseRepository warehouses;
    private final List<WarehouseRemovalListener> listeners;
    private final TaskService tasks;
    private final DeploymentService deployments;
    private final LockService locks;
    private final AirbyteAdapter airbyte;
    private final PrefectAdapter prefect;
    private final CallerChangePublisher changes;
    private final AuditLog auditLog;

    @Inject
    WarehouseRemovalService(
            TenantTransactions tenantTransactions,
            WarehouseRepository warehouses,
            @All List<WarehouseRemovalListener> rooms,
            TaskService tasks,
            DeploymentService deployments,
            LockService locks,
            AirbyteAdapter airbyte,
            PrefectAdapter prefect,
            CallerChangePublisher changes,
            AuditLog auditLog) {
        this.tenantTransactions = tenantTransactions;
        this.warehouses = warehouses;
        this.listeners = rooms;
        this.tasks = tasks;
        this.deployments = deployments;
        this.locks = locks;
        this.airbyte = airbyte;
        this.prefect = prefect;
        this.changes = changes;
        this.auditLog = auditLog;
    }

    /** Removes it; fails with NOT_FOUND when there is none, with CONFLICT while anything runs. */
    public Uni<Void> remove(Caller by) {
        return tenantTransactions
                .inOrg(by.org(), () -> warehouses
                        .findByOrg(by.org())
                        .onItem()
                        .ifNull()
                        .failWith(WarehouseService::warehouseNotFound)
                        .call(() -> locks.requireIdle(by.org())))
                .call(() -> tasks.list(by.org()).chain(all -> deployments.deleteTasks(by, all)))
                .call(() -> Unis.sequentially(listeners, room -> room.onRemoved(by)))
                .call(row -> prefect.deleteSecret(row.secretBlock))
                .call(row -> airbyte.destinations().delete(row.destinationId))
                .chain(row -> deleteRow(by, row));
    }

    private Uni<Void> deleteRow(Caller by, Warehouse row) {
        return tenantTransactions.inOrg(by.org(), () -> warehouses
                .delete(by.org(), row.id)
                .chain(() -> changes.orgChanged(by.org()))
                .chain(() -> auditLog.record(
                        by,
                        AuditAction.DELETE,
                        WarehouseService.AUDIT_TYPE,
                        row.id.toString(),
                        Map.of("name", row.name, "type", row.type))));
    }
}
