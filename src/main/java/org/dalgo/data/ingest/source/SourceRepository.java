package org.dalgo.data.ingest.source;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.flow.lock.LockResponse;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

@ApplicationScoped
class SourceRepository implements PanacheRepository<Source> {

    private static final String LOCK_HOLDER =
            """
            select coalesce(a.email, $3) as holder
            from connection c
            join org_task t on t.org_id = c.org_id and t.airbyte_connection_id = c.airbyte_connection_id
            join task_lock k on k.org_task_id = t.id and k.released_at is null and k.expires_at > now()
            left join account a on a.id = k.account_id
            where c.org_id = $1 and c.source_id = $2
            order by k.locked_at limit 1
            """;

    @Inject
    Sql sql;

    /** The organisation's sources, newest first. */
    Uni<List<Source>> listByOrg(OrgId org) {
        return list("org = ?1 order by createdAt desc, id desc", org.value());
    }

    /** The organisation's source of that name, or null. */
    Uni<Source> findByName(OrgId org, String name) {
        return find("org = ?1 and lower(name) = lower(?2)", org.value(), name).firstResult();
    }

    /** The organisation's source of that id in Airbyte, or null. */
    Uni<Source> findBySourceId(OrgId org, UUID sourceId) {
        return find("org = ?1 and sourceId = ?2", org.value(), sourceId).firstResult();
    }

    /** Names of the connections that read the source. */
    Uni<List<String>> listConnectionNames(OrgId org, long source) {
        return sql.rows(
                        "select name from connection where org_id = $1 and source_id = $2 order by name",
                        org.value(),
                        source)
                .map(rows -> rows.stream().map(row -> row.text("name")).toList());
    }

    /** Who is syncing or clearing a connection of the source now. */
    Uni<Optional<String>> findLockHolder(OrgId org, long source) {
        return sql.firstRow(LOCK_HOLDER, org.value(), source, LockResponse.SYSTEM)
                .map(row -> Optional.ofNullable(row).map(found -> found.text("holder")));
    }

    Uni<Boolean> delete(OrgId org, Long id) {
        return delete("org = ?1 and id = ?2", org.value(), id).map(count -> count > 0);
    }
}
