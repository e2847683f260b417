package org.dalgo.data.warehouse;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;

@ApplicationScoped
class WarehouseRepository implements PanacheRepository<Warehouse> {

    /** The organisation's warehouse, or null. */
    Uni<Warehouse> findByOrg(OrgId org) {
        return find("org", org.value()).firstResult();
    }

    /** The organisation's warehouse if that is its destination in Airbyte, or null. */
    Uni<Warehouse> findByDestination(OrgId org, UUID destination) {
        return find("org = ?1 and destinationId = ?2", org.value(), destination).firstResult();
    }

    Uni<Boolean> delete(OrgId org, Long id) {
        return delete("org = ?1 and id = ?2", org.value(), id).map(count -> count > 0);
    }
}
