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
import org.dalgo.platform.tenancy.Sql;

/** The statements of the writing side of the archive. Each joins the transaction of the caller. */
@ApplicationScoped
class LogArchiveRepository {

    private static final String LEASED = " where id = $1 and log_reader = $2 and log_reader_until > now()";

    private final Sql sql;

    @Inject
    LogArchiveRepository(Sql sql) {
        this.sql = sql;
    }

    /** Leases runs that have something to read and no reader with a lease; the transaction spans organisations. */
    Uni<List<LeasedRun>> lease(UUID reader, Duration lease, int most) {
        return sql.rows(
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
                        most)
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
    Uni<Optional<String>> renew(LeasedRun run, UUID reader, Duration lease) {
        return sql.firstRow(
                        "update run set log_reader_until = now() + $3 * interval '1 millisecond'" + LEASED
                                + " returning state_type",
                        run.id(),
                        reader,
                        lease.toMillis())
                .map(row -> Optional.ofNullable(row).map(found -> found.text("state_type")));
    }

    /**
     * Gives a lease back.
     *
     * @param over whether there is nothing more to read
     */
    Uni<Void> release(LeasedRun run, UUID reader, boolean over) {
        return sql.update(
                        "update run set log_reader = null, log_reader_until = "
                                + (over ? "null" : "case when log_complete then now() end")
                                + " where id = $1 and log_reader = $2",
                        run.id(),
                        reader)
                .replaceWithVoid();
    }

    /** Locks the row of the run; answers how many lines have a place, or nothing when the lease is lost. */
    Uni<Optional<Integer>> lockLineCount(LeasedRun run, UUID reader) {
        return sql.firstRow("select line_count from run" + LEASED + " for update", run.id(), reader)
                .map(row -> Optional.ofNullable(row).map(found -> found.intValue("line_count")));
    }

    /**
     * Inserts those of the lines that are not archived yet, in this order.
     *
     * @param count of lines that have a place
     * @return number of lines that were new
     */
    Uni<Integer> insertLines(LeasedRun run, int count, List<SourceLine> lines) {
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
                column(lines, String[]::new, LogArchiveRepository::withoutNul),
                column(lines, UUID[]::new, SourceLine::flowRunId),
                column(lines, UUID[]::new, SourceLine::taskRunId));
    }

    /** Counts lines that got a place. */
    Uni<Void> addLineCount(LeasedRun run, int added) {
        return sql.update(
                        // A run that logs lives, whatever became of its heartbeats.
                        "update run set line_count = line_count + $2, heartbeat_at = case"
                                + " when state_type in ('RUNNING', 'CANCELLING') then now() else heartbeat_at end"
                                + " where id = $1",
                        run.id(),
                        added)
                .replaceWithVoid();
    }

    Uni<Void> markComplete(LeasedRun run) {
        return sql.update("update run set log_complete = true where id = $1", run.id())
                .replaceWithVoid();
    }

    /** Stores subflows with the steps that started them; known ones stay as they are. */
    Uni<Void> insertSubflows(LeasedRun run, Map<UUID, UUID> stepOfSubflow) {
        return sql.update(
                        "insert into run_subflow (prefect_flow_run_id, run_id, org_id, prefect_task_run_id)"
                                + " select child, $1, $2, step from unnest($3::uuid[], $4::uuid[]) as u (child, step)"
                                + " on conflict do nothing",
                        run.id(),
                        run.org().value(),
                        stepOfSubflow.keySet().toArray(UUID[]::new),
                        stepOfSubflow.values().toArray(UUID[]::new))
                .replaceWithVoid();
    }

    private static <T> Object column(List<SourceLine> lines, IntFunction<T[]> array, Function<SourceLine, T> value) {
        return lines.stream().map(value).toArray(array);
    }

    /** PostgreSQL's text cannot hold the zero character. */
    private static String withoutNul(SourceLine line) {
        return line.message().replace('\0', '\uFFFD');
    }
}
