package org.dalgo.flow.run.log;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.dalgo.platform.pubsub.PgNotifications;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * The writing side of the archive. A reader leases a run. Every write checks that lease under the lock of the run's
 * row, so a reader with an expired lease writes nothing. A line gets its sequence number here, once.
 */
@ApplicationScoped
public class LogArchive {

    /** Channel on which the key of a run with new lines is sent to all replicas. */
    public static final String LINE_CHANNEL = "dalgo_line";

    /** Channel on which the key of a changed run is sent, by {@code flow.run} and, when its log is complete, from here. */
    public static final String RUN_CHANNEL = "dalgo_run";

    private static final String LEASED = " where id = $1 and log_reader = $2 and log_reader_until > now()";

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final PgNotifications pgNotifications;

    @Inject
    LogArchive(TenantTransactions tenantTransactions, Sql sql, PgNotifications pgNotifications) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.pgNotifications = pgNotifications;
    }

    /** Leases runs that have something to read and no reader with a lease. */
    public Uni<List<LeasedRun>> lease(UUID reader, Duration lease, int most) {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.LOG_LEASE,
                        () -> sql.rows(
                                "update run set log_reader = $1, log_reader_until = now() + $2 * interval '1 millisecond'"
                                        + " where id in (select id from run"
                                        + " where prefect_flow_run_id is not null"
                                        + " and (not log_complete or log_reader_until is not null)"
                                        + " and (log_reader_until is null or log_reader_until < now())"
                                        + " and (state_type <> 'SCHEDULED' or expected_start < now())"
                                        + " order by id desc limit $3 for update skip locked)"
                                        + " returning id, org_id, prefect_flow_run_id, state_type, log_complete",
                                reader,
                                lease.toMillis(),
                                most))
                .map(rows -> rows.stream()
                        .map(row -> new LeasedRun(
                                row.longValue("id"),
                                row.org("org_id"),
                                row.uuid("prefect_flow_run_id"),
                                row.text("state_type"),
                                row.bool("log_complete")))
                        .toList());
    }

    /** Renews a lease; answers the run's state, or nothing when the lease is lost. */
    public Uni<Optional<String>> renew(LeasedRun run, UUID reader, Duration lease) {
        return tenantTransactions
                .inOrg(
                        run.org(),
                        () -> sql.firstRow(
                                "update run set log_reader_until = now() + $3 * interval '1 millisecond'" + LEASED
                                        + " returning state_type",
                                run.id(),
                                reader,
                                lease.toMillis()))
                .map(row -> Optional.ofNullable(row).map(found -> found.text("state_type")));
    }

    /**
     * Appends lines in this order and gives each a sequence number; lines that are archived already are skipped.
     *
     * @return number of lines that were new; nothing when the lease is lost
     */
    public Uni<Optional<Integer>> append(LeasedRun run, UUID reader, List<SourceLine> lines) {
        return underLease(run, reader, count -> insert(run, count, lines).call(added -> count(run, added)));
    }

    /** Declares a log complete. Answers false when the lease is lost. */
    public Uni<Boolean> complete(LeasedRun run, UUID reader) {
        return underLease(run, reader, count -> sql.update("update run set log_complete = true where id = $1", run.id())
                        .call(() -> pgNotifications.publish(RUN_CHANNEL, Long.toString(run.id()))))
                .map(Optional::isPresent);
    }

    /** Stores subflows with the steps that started them. */
    public Uni<Boolean> recordSubflows(LeasedRun run, UUID reader, Map<UUID, UUID> stepOfSubflow) {
        UUID[] children = stepOfSubflow.keySet().toArray(UUID[]::new);
        UUID[] steps = stepOfSubflow.values().toArray(UUID[]::new);
        return underLease(
                        run,
                        reader,
                        count -> sql.update(
                                "insert into run_subflow (prefect_flow_run_id, run_id, org_id, prefect_task_run_id)"
                                        + " select child, $1, $2, step from unnest($3::uuid[], $4::uuid[]) as u (child, step)"
                                        + " on conflict do nothing",
                                run.id(),
                                run.org().value(),
                                children,
                                steps))
                .map(Optional::isPresent);
    }

    /** Releases a lease, so that another replica can read the run at once. */
    public Uni<Void> release(LeasedRun run, UUID reader, boolean over) {
        return tenantTransactions
                .inOrg(
                        run.org(),
                        () -> sql.update(
                                "update run set log_reader = null, log_reader_until = "
                                        + (over ? "null" : "case when log_complete then now() end")
                                        + " where id = $1 and log_reader = $2",
                                run.id(),
                                reader))
                .replaceWithVoid();
    }

    /** The work gets the number of lines that have a place. */
    private <T> Uni<Optional<T>> underLease(LeasedRun run, UUID reader, Function<Integer, Uni<T>> work) {
        return tenantTransactions.inOrg(
                run.org(), () -> sql.firstRow("select line_count from run" + LEASED + " for update", run.id(), reader)
                        .chain(row -> row == null
                                ? Uni.createFrom().item(Optional.<T>empty())
                                : work.apply(row.intValue("line_count")).map(Optional::of)));
    }

    private Uni<Integer> insert(LeasedRun run, int count, List<SourceLine> lines) {
        return sql.update(
                "with line as (select * from unnest($4::uuid[], $5::timestamptz[], $6::smallint[], $7::text[],"
                        + " $8::uuid[], $9::uuid[]) with ordinality"
                        + " as u (line_id, at, level, message, flow_run_id, task_run_id, n)),"
                        + " fresh as (select line.*, row_number() over (order by n) as place from line"
                        + " where not exists (select 1 from run_line l where l.run_id = $1"
                        + " and l.prefect_log_id = line.line_id))"
                        + " insert into run_line (run_id, seq, org_id, prefect_log_id, at, level, message,"
                        + " prefect_flow_run_id, prefect_task_run_id)"
                        + " select $1, $2 + place, $3, line_id, at, level, message, flow_run_id, task_run_id from fresh",
                run.id(),
                count,
                run.org().value(),
                column(lines, UUID[]::new, SourceLine::id),
                column(lines, OffsetDateTime[]::new, line -> line.at().atOffset(ZoneOffset.UTC)),
                column(lines, Short[]::new, line -> (short) line.level()),
                column(lines, String[]::new, LogArchive::withoutNul),
                column(lines, UUID[]::new, SourceLine::flowRunId),
                column(lines, UUID[]::new, SourceLine::taskRunId));
    }

    private Uni<?> count(LeasedRun run, int added) {
        return added == 0
                ? Uni.createFrom().voidItem()
                : sql.update(
                                // A run that logs lives, whatever became of its heartbeats.
                                "update run set line_count = line_count + $2, heartbeat_at = case"
                                        + " when state_type in ('RUNNING', 'CANCELLING') then now() else heartbeat_at end"
                                        + " where id = $1",
                                run.id(),
                                added)
                        .call(() -> pgNotifications.publish(LINE_CHANNEL, Long.toString(run.id())));
    }

    private static <T> Object column(List<SourceLine> lines, IntFunction<T[]> array, Function<SourceLine, T> value) {
        return lines.stream().map(value).toArray(array);
    }

    /** PostgreSQL's text cannot hold the zero character. */
    private static String withoutNul(SourceLine line) {
        return line.message().replace('\0', '\uFFFD');
    }
}
