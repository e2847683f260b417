package org.dalgo.data.ingest;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.dalgo.platform.access.OrgId;

@ApplicationScoped
class SourceRepository implements PanacheRepository<Source> {

    /** The organisation's source of that name, or null. */
    Uni<Source> byName(OrgId org, String name) {
        return find("org = ?1 and lower(name) = lower(?2)", org.value(), name).firstResult();
    }

    /** The organisation's source of that id in Airbyte, or null. */
    Uni<Source> bySourceId(OrgId org, UUID sourceId) {
        return find("org = ?1 and sourceId = ?2", org.value(), sourceId).firstResult();
    }
}
