package org.dalgo.data.warehouse;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.dalgo.people.org.OrgLifecycle;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.access.Door;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.prefect.PrefectAdapter;

/**
 * Takes the warehouse of an organisation that ends out of Airbyte and Prefect. The database itself is the organisation's own:
 * what was loaded into it stays.
 */
@ApplicationScoped
class WarehouseLifecycle implements OrgLifecycle {

    private final Door door;
    private final WarehouseRepository warehouses;
    private final AirbyteAdapter airbyte;
    private final PrefectAdapter prefect;

    @Inject
    WarehouseLifecycle(Door door, WarehouseRepository warehouses, AirbyteAdapter airbyte, PrefectAdapter prefect) {
        this.door = door;
        this.warehouses = warehouses;
        this.airbyte = airbyte;
        this.prefect = prefect;
    }

    @Override
    public Stage stage() {
        return Stage.STORES;
    }

    @Override
    public Uni<List<String>> remove(OrgView org) {
        return door.enter(org.id(), () -> warehouses.of(org.id()))
                .chain(row -> row == null ? Uni.createFrom().item(List.of()) : remove(row));
    }

    private Uni<List<String>> remove(Warehouse row) {
        Uni<List<String>> secret =
                left(prefect.deleteSecret(row.secretBlock), "secret " + row.secretBlock + " in Prefect");
        Uni<List<String>> destination = left(
                airbyte.destinations().delete(row.destinationId),
                "destination of warehouse " + row.name + " (" + row.destinationId + ") in Airbyte");
        return secret.chain(first -> destination.map(
                second -> Stream.concat(first.stream(), second.stream()).toList()));
    }

    private static Uni<List<String>> left(Uni<Void> removal, String what) {
        return removal.map(gone -> List.<String>of())
                .onFailure()
                .recoverWithItem(failure -> List.of(what + ": " + failure.getMessage()));
    }
}
