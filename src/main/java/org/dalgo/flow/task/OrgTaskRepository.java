package org.dalgo.flow.task;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;

@ApplicationScoped
class OrgTaskRepository implements PanacheRepository<OrgTask> {

    private static final String WITH_TASK = "from OrgTask t join fetch t.task where t.org = ?1 ";

    Uni<List<OrgTask>> byUuids(OrgId org, Collection<UUID> uuids) {
        return list(WITH_TASK + "and t.uuid in ?2", org.value(), uuids);
    }

    Uni<List<OrgTask>> byIds(OrgId org, Collection<Long> ids) {
        return list(WITH_TASK + "and t.id in ?2", org.value(), ids);
    }

    Uni<OrgTask> byUuid(OrgId org, UUID uuid) {
        return find(WITH_TASK + "and t.uuid = ?2", org.value(), uuid).firstResult();
    }

    Uni<List<OrgTask>> byConnections(OrgId org, Collection<UUID> connections) {
        return list(WITH_TASK + "and t.connectionId in ?2", org.value(), connections);
    }

    Uni<List<OrgTask>> all(OrgId org) {
        return list(WITH_TASK + "order by t.id", org.value());
    }

    /** Those that every dbt workspace has, by their place in a pipeline. */
    Uni<List<OrgTask>> system(OrgId org) {
        return list(WITH_TASK + "and t.generatedBy = 'system' and t.connectionId is null order by t.id", org.value());
    }

    /** All dbt and git tasks, those with a person's own flags among them. */
    Uni<List<OrgTask>> transforms(OrgId org) {
        return list(WITH_TASK + "and t.connectionId is null order by t.id", org.value());
    }

    Uni<Integer> rename(OrgId org, UUID connection, String name) {
        return update("connectionName = ?3 where org = ?1 and connectionId = ?2", org.value(), connection, name);
    }

    Uni<Long> remove(OrgId org, Collection<Long> ids) {
        return delete("org = ?1 and id in ?2", org.value(), ids);
    }
}
