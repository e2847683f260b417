package org.dalgo.data.warehouse;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.dalgo.people.org.OrgLifecycle;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.prefect.PrefectAdapter;

/**
 * Takes the warehouse of an organisation that ends out of Airbyte and Prefect. The database itself is the organisation's own:
 * what was loaded into it stays.
 */
@ApplicationScoped
class WarehouseLifecycle implements OrgLifecycle {

    private final TenantTransactions tenantTransactions;
    private final WarehouseRepository warehouses;
    private final AirbyteAdapter airbyte;
    private final PrefectAdapter prefect;

    @Inject
    WarehouseLifecycle(
            TenantTransactions tenantTransactions,
            WarehouseRepository warehouses,
            AirbyteAdapter airbyte,
            PrefectAdapter prefect) {
        this.tenantTransactions = tenantTransactions;
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
        return tenantTransactions
                .inOrg(org.id(), () -> warehouses.findByOrg(org.id()))
                .chain(row -> row == null ? Uni.createFrom().item(List.of()) : remove(row));
    }

    private Uni<List<String>> remove(Warehouse row) {
        Uni<List<String>> secret =
                failureOf(prefect.deleteSecret(row.secretBlock), "secret " + row.secretBlock + " in Prefect");
        Uni<List<String>> destination = failureOf(
                airbyte.destinations().delete(row.destinationId),
                "destination of warehouse " + row.name + " (" + row.destinationId + ") in Airbyte");
        return secret.chain(first -> destination.map(
                second -> Stream.concat(first.stream(), second.stream()).toList()));
    }

    private static Uni<List<String>> failureOf(Uni<Void> removal, String what) {
        return removal.map(gone -> List.<String>of())
                .onFailure()
                .recoverWithItem(failure -> List.of(what + ": " + failure.getMessage()));
    }
}
