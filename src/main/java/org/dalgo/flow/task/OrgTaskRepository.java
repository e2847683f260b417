package org.dalgo.flow.task;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

@ApplicationScoped
class OrgTaskRepository implements PanacheRepository<OrgTask> {

    private static final String REGISTER_CONNECTION =
            """
            insert into org_task (org_id, task_id, airbyte_connection_id, connection_name)
            select $1, id, $2, $3 from task where slug in ('airbyte-sync', 'airbyte-clear')
            on conflict (org_id, airbyte_connection_id, task_id) where airbyte_connection_id is not null
            do update set connection_name = excluded.connection_name, updated_at = now()
            """;

    // Workers clone by themselves where a pull finds no checkout, so git-clone is no step of its own.
    private static final String REGISTER_TRANSFORM =
            """
            insert into org_task (org_id, task_id)
            select $1, id from task where is_system and type in ('git', 'dbt') and slug <> 'git-clone'
            on conflict do nothing
            """;

    private static final String WITH_TASK = "from OrgTask t join fetch t.task where t.org = ?1 ";

    @Inject
    Sql sql;

    /** Adds the tasks of a connection, or gives them its name. */
    Uni<Void> registerConnection(OrgId org, UUID connection, String name) {
        return sql.update(REGISTER_CONNECTION, org.value(), connection, name).replaceWithVoid();
    }

    /** Adds the tasks that every dbt workspace has. */
    Uni<Void> registerTransform(OrgId org) {
        return sql.update(REGISTER_TRANSFORM, org.value()).replaceWithVoid();
    }

    /** Locks the row until the current transaction ends. */
    Uni<Void> lock(OrgId org, long task) {
        return sql.rows("select id from org_task where org_id = $1 and id = $2 for update", org.value(), task)
                .replaceWithVoid();
    }

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
