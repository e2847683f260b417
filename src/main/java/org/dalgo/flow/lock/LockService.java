package org.dalgo.flow.lock;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/**
 * Takes, renews and releases leases on tasks. Every method joins the transaction of its caller, so that a lock changes
 * together with the run that it stands for.
 */
@Startup
@ApplicationScoped
public class LockService {

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
    private final LockConfig config;
    private final Counter refused;

    @Inject
    LockService(Sql sql, LockConfig config, MeterRegistry meters) {
        this.sql = sql;
        this.config = config;
        this.refused = Counter.builder("dalgo.lock.refused")
                .description("Starts that were refused because another run holds a lock")
                .register(meters);
    }

    /** Takes all tasks or none: fails with BAD_REQUEST naming the person who holds one of them. */
    public Uni<Void> acquireAll(LockRequest request) {
        return acquire(request)
                .chain(taken -> taken.size() == request.tasks().size()
                        ? Uni.createFrom().voidItem()
                        : failWithHolder(request));
    }

    /** Takes those that are free: a scheduled run has already begun and cannot be refused. */
    public Uni<Void> acquireFree(LockRequest request) {
        return acquire(request).replaceWithVoid();
    }

    /** Fails with BAD_REQUEST naming the person who holds one of the tasks; to be acquired they still may have to wait. */
    public Uni<Void> requireFree(OrgId org, Collection<Long> tasks) {
        return holder(org, tasks)
                .invoke(holder -> holder.ifPresent(person -> {
                    refused.increment();
                    throw alreadyRunning(person);
                }))
                .replaceWithVoid();
    }

    /** Who holds a lock on one of the tasks now. */
    public Uni<Optional<String>> holder(OrgId org, Collection<Long> tasks) {
        return sql.firstRow(HOLDER, org.value(), tasks.toArray(Long[]::new), LockResponse.SYSTEM)
                .map(row -> Optional.ofNullable(row).map(found -> found.text("holder")));
    }

    /** Ends the leases of a run. They stay visible for a moment, see the lists. */
    public Uni<Void> release(long run) {
        return sql.update("update task_lock set released_at = now() where run_id = $1 and released_at is null", run)
                .replaceWithVoid();
    }

    /** Prolongs the leases of runs that have not ended. */
    public Uni<Void> renew(List<Long> runs) {
        return sql.update(
                        "update task_lock set heartbeat_at = now(), expires_at = now() + $2::bigint * interval '1 second'"
                                + " where run_id = any($1) and released_at is null",
                        runs.toArray(Long[]::new),
                        config.lease().toSeconds())
                .replaceWithVoid();
    }

    /** Fails with CONFLICT, naming the person, while a run of the organisation holds a lock. */
    public Uni<Void> requireIdle(OrgId org) {
        return sql.firstRow(ANY_OWNER, org.value(), LockResponse.SYSTEM)
                .invoke(row -> {
                    if (row != null) {
                        throw Failure.conflict(
                                row.text("owner") + " is running something right now. Wait for its end or cancel it.");
                    }
                })
                .replaceWithVoid();
    }

    /** All locks of all organisations that are not released. */
    Uni<LockState> state() {
        return sql.firstRow(STATE)
                .map(row -> new LockState(
                        row.longValue("held"), row.longValue("expired"), row.doubleValue("oldest_seconds")));
    }

    private Uni<List<Row>> acquire(LockRequest request) {
        return sql.rows(
                ACQUIRE,
                request.tasks().toArray(Long[]::new),
                request.org().value(),
                request.run(),
                request.deployment(),
                request.account(),
                config.lease().toSeconds());
    }

    private Uni<Void> failWithHolder(LockRequest request) {
        refused.increment();
        return sql.firstRow(OWNER, request.tasks().toArray(Long[]::new), request.run(), LockResponse.SYSTEM)
                .map(row -> {
                    throw row == null
                            ? Failure.badRequest("Someone else is trying to run this pipeline. Try again in a moment.")
                            : alreadyRunning(row.text("owner"));
                });
    }

    private static Failure alreadyRunning(String person) {
        return Failure.badRequest(person + " is running this pipeline right now");
    }
}
