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
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.job.InTurn;
import org.dalgo.platform.stream.CallerChanges;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.prefect.PrefectAdapter;

/**
 * Takes the warehouse away and with it all that is of no use without one: pipelines, syncs, dbt tasks, connections, the dbt
 * workspace. Sources stay, and so does the database itself, which is the organisation's own. The row goes last: whatever
 * fails before, the same request goes on with what is left.
 */
@ApplicationScoped
public class WarehouseRemoval {

    private final Door door;
    private final WarehouseRepository warehouses;
    private final List<WarehouseDeparture> rooms;
    private final TaskService tasks;
    private final DeploymentService deployments;
    private final LockService locks;
    private final AirbyteAdapter airbyte;
    private final PrefectAdapter prefect;
    private final CallerChanges changes;
    private final Audit audit;

    @Inject
    WarehouseRemoval(
            Door door,
            WarehouseRepository warehouses,
            @All List<WarehouseDeparture> rooms,
            TaskService tasks,
            DeploymentService deployments,
            LockService locks,
            AirbyteAdapter airbyte,
            PrefectAdapter prefect,
            CallerChanges changes,
            Audit audit) {
        this.door = door;
        this.warehouses = warehouses;
        this.rooms = rooms;
        this.tasks = tasks;
        this.deployments = deployments;
        this.locks = locks;
        this.airbyte = airbyte;
        this.prefect = prefect;
        this.changes = changes;
        this.audit = audit;
    }

    /** Removes it; fails with NOT_FOUND when there is none, with CONFLICT while anything runs. */
    public Uni<Void> remove(Caller by) {
        return door.enter(by.org(), () -> warehouses
                        .of(by.org())
                        .onItem()
                        .ifNull()
                        .failWith(WarehouseService::absent)
                        .call(() -> locks.requireIdle(by.org())))
                .call(() -> tasks.all(by.org()).chain(all -> deployments.withdraw(by, all)))
                .call(() -> InTurn.each(rooms, room -> room.leaves(by)))
                .call(row -> prefect.deleteSecret(row.secretBlock))
                .call(row -> airbyte.destinations().delete(row.destinationId))
                .chain(row -> forget(by, row));
    }

    private Uni<Void> forget(Caller by, Warehouse row) {
        return door.enter(by.org(), () -> warehouses
                .delete(by.org(), row.id)
                .chain(() -> changes.ofOrg(by.org()))
                .chain(() -> audit.record(
                        by,
                        AuditAction.DELETE,
                        WarehouseService.AUDITED,
                        row.id.toString(),
                        Map.of("name", row.name, "type", row.type))));
    }
}
