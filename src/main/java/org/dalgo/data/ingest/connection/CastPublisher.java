package org.dalgo.data.ingest.connection;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.upstream.prefect.PrefectAdapter;

/** Puts the casts of a connection where workers find them after a sync: into a Secret block named after the connection. */
@ApplicationScoped
class CastPublisher {

    private final WarehouseService warehouses;
    private final PrefectAdapter prefect;

    @Inject
    CastPublisher(WarehouseService warehouses, PrefectAdapter prefect) {
        this.warehouses = warehouses;
        this.prefect = prefect;
    }

    /** Fails with INVALID when the casts of the draft cannot be done in the organisation's warehouse. */
    Uni<Void> check(OrgId org, ConnectionDraft draft) {
        return draft.postSyncTransform() == null
                ? Uni.createFrom().voidItem()
                : warehouses
                        .get(org)
                        .invoke(warehouse -> ColumnCasts.check(draft.postSyncTransform(), warehouse.type()))
                        .replaceWithVoid();
    }

    /** Stores the casts of the draft. */
    Uni<Void> publish(OrgId org, Connection row, ConnectionDraft draft) {
        return draft.postSyncTransform() == null
                ? Uni.createFrom().voidItem()
                : warehouses
                        .get(org)
                        .chain(warehouse -> warehouses
                                .loadedSchema(org)
                                .chain(schema -> prefect.putSecret(
                                        block(row),
                                        ColumnCasts.instruction(draft, warehouse.profileSecret(), schema)
                                                .toString())))
                        .replaceWithVoid();
    }

    /** Removes them; nothing happens where there are none. */
    Uni<Void> remove(Connection row) {
        return row.postSyncTransform == null ? Uni.createFrom().voidItem() : prefect.deleteSecret(block(row));
    }

    private static String block(Connection row) {
        return "post-sync-" + row.connectionId;
    }
}
