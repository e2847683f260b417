package org.dalgo.data.ingest;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.dalgo.platform.access.OrgId;

@ApplicationScoped
class ConnectionRepository implements PanacheRepository<Connection> {

    /** The organisation's connection of that name, or null. */
    Uni<Connection> byName(OrgId org, String name) {
        return find("org = ?1 and lower(name) = lower(?2)", org.value(), name).firstResult();
    }

    Uni<Boolean> delete(OrgId org, Long id) {
        return delete("org = ?1 and id = ?2", org.value(), id).map(count -> count > 0);
    }
}
