package org.dalgo.flow.lock;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Queries over leases on tasks. All join the current transaction. */
@ApplicationScoped
class LockRepository {

    // Rows are taken in one order, so that two runs that share tasks cannot wait for each other.
    private static final String ACQUIRE =
            """
            insert into task_lock (org_task_id, org_id, run_id, deployment_id, account_id, expires_at)
            select t.id, $2::bigint, $3::bigint, $4::bigint, $5::bigint, now() + $6::bigint * interval '1 second'
            from org_task t where t.id = any($1::bigint[]) and t.org_id = $2::bigint order by t.id
            on conflict (org_task_id) do update
            set run_id = excluded.run_id, deployment_id = excluded.deployment_id, account_id = excluded.account_id,
                locked_at = now(), heartbeat_at = now(),
                expires_at = excluded.expires_at, released_at = null
            where task_lock.released_at is not null or task_lock.expires_at < now()
            returning org_task_id
            """;

    private static final String OWNER =
            """
            select coalesce(a.email, $3) as owner from task_lock l left join account a on a.id = l.account_id
            where l.org_task_id = any($1) and l.run_id <> $2 and l.released_at is null and l.expires_at >= now()
            order by l.locked_at limit 1
            """;

    private static final String HOLDER =
            """
            select coalesce(a.email, $3) as holder from task_lock k left join account a on a.id = k.account_id
            where k.org_id = $1 and k.org_task_id = any($2) and k.released_at is null and k.expires_at > now()
            order by k.locked_at limit 1
            """;

    private static final String ANY_OWNER =
            """
            select coalesce(a.email, $2) as owner from task_lock l left join account a on a.id = l.account_id
            where l.org_id = $1 and l.released_at is null and l.expires_at >= now()
            order by l.locked_at limit 1
            """;

    private static final String STATE =
            """
            select count(*) filter (where expires_at >= now()) as held,
                   count(*) filter (where expires_at < now()) as expired,
                   coalesce(extract(epoch from now() - min(locked_at))::double precision, 0) as oldest_seconds
            from task_lock where released_at is null
            """;

    private final Sql sql;

    @Inject
    LockRepository(Sql sql) {
        this.sql = sql;
    }

    /** Takes those of the tasks that are free; answers how many. */
    Uni<Integer> acquireFree(LockRequest request, Duration lease) {
        return sql.rows(
                        ACQUIRE,
                        request.tasks().toArray(Long[]::new),
                        request.org().value(),
                        request.run(),
                        request.deployment(),
                        request.account(),
                        lease.toSeconds())
                .map(List::size);
    }

    /** Who holds one of the tasks for another run. */
    Uni<Optional<String>> findOtherHolder(LockRequest request) {
        return sql.firstRow(OWNER, request.tasks().toArray(Long[]::new), request.run(), LockResponse.SYSTEM)
                .map(row -> Optional.ofNullable(row).map(found -> found.text("owner")));
    }

    /** Who holds one of the tasks. */
    Uni<Optional<String>> findHolder(OrgId org, Collection<Long> tasks) {
        return sql.firstRow(HOLDER, org.value(), tasks.toArray(Long[]::new), LockResponse.SYSTEM)
                .map(row -> Optional.ofNullable(row).map(found -> found.text("holder")));
    }

    /** Who holds any task of the organisation. */
    Uni<Optional<String>> findAnyHolder(OrgId org) {
        return sql.firstRow(ANY_OWNER, org.value(), LockResponse.SYSTEM)
                .map(row -> Optional.ofNullable(row).map(found -> found.text("owner")));
    }

    Uni<Void> release(long run) {
        return sql.update("update task_lock set released_at = now() where run_id = $1 and released_at is null", run)
                .replaceWithVoid();
    }

    Uni<Void> renew(List<Long> runs, Duration lease) {
        return sql.update(
                        "update task_lock set heartbeat_at = now(), expires_at = now() + $2::bigint * interval '1 second'"
                                + " where run_id = any($1) and released_at is null",
                        runs.toArray(Long[]::new),
                        lease.toSeconds())
                .replaceWithVoid();
    }

    Uni<Void> deleteAll(OrgId org) {
        return sql.update("delete from task_lock where org_id = $1", org.value())
                .replaceWithVoid();
    }

    /** Has the locks of a person no longer name them. */
    Uni<Void> clearHolder(OrgId org, long account) {
        return sql.update(
                        "update task_lock set account_id = null where org_id = $1 and account_id = $2",
                        org.value(),
                        account)
                .replaceWithVoid();
    }

    /** All locks of all organisations that are not released; the transaction spans organisations. */
    Uni<LockState> state() {
        return sql.firstRow(STATE)
                .map(row -> new LockState(
                        row.longValue("held"), row.longValue("expired"), row.doubleValue("oldest_seconds")));
    }
}
