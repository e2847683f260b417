package org.dalgo.flow.run.log;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** The reading side of the archive. Each query joins the transaction of the caller. */
@ApplicationScoped
public class LogRepository {

    /** Id of the line that stands in place of an expired log; it belongs to all parts of that log. */
    static final UUID EXPIRED = new UUID(0, 0);

    /** Without the lines of an expired log that are not deleted yet. */
    private static final String SHOWN = "seq <= (select r.line_count from run r where r.id = $2)";

    private static final String RUN =
            "select id, org_id, prefect_flow_run_id, state_type, state_name, state_message, started_at,"
                    + " ended_at, total_run_time, line_count, log_complete from run where org_id = $1";

    private static final String LINE =
            "select l.seq, l.at, l.level, l.message, l.prefect_flow_run_id, l.prefect_task_run_id, s.label"
                    + " from run_line l left join run_subflow f on f.prefect_flow_run_id = l.prefect_flow_run_id"
                    + " left join run_step s on s.run_id = l.run_id"
                    + " and s.prefect_task_run_id = coalesce(f.prefect_task_run_id, l.prefect_task_run_id)"
                    + " where l.org_id = $1 and l.run_id = $2";

    private static final int PAGE_BYTES = 1 << 20;

    private static final String PAGE =
            "select seq, at, level, message, prefect_flow_run_id, prefect_task_run_id, label from ("
                    + "select p.*, sum(octet_length(p.message)) over (order by p.seq rows unbounded preceding)"
                    + " - octet_length(p.message) as bytes_before from ("
                    + LINE + " and l.seq > $3 and l.seq <= $4"
                    + " and l." + SHOWN
                    + " and (l.prefect_log_id = '" + EXPIRED + "' or"
                    + " ($5::uuid is null or coalesce(f.prefect_task_run_id, l.prefect_task_run_id) = $5::uuid)"
                    + " and ($6::uuid is null or l.prefect_flow_run_id = $6::uuid)"
                    + " and ($7::uuid is null or l.prefect_task_run_id = $7::uuid))"
                    + " order by l.seq limit $8 offset $9) p) q"
                    + " where bytes_before < " + PAGE_BYTES + " order by seq";

    private final Sql sql;

    @Inject
    LogRepository(Sql sql) {
        this.sql = sql;
    }

    public Uni<Optional<RunSnapshot>> run(OrgId org, UUID flowRunId) {
        return sql.firstRow(RUN + " and prefect_flow_run_id = $2", org.value(), flowRunId)
                .map(row -> Optional.ofNullable(row).map(LogRepository::runSnapshot));
    }

    public Uni<Optional<RunSnapshot>> run(OrgId org, long run) {
        return sql.firstRow(RUN + " and id = $2", org.value(), run)
                .map(row -> Optional.ofNullable(row).map(LogRepository::runSnapshot));
    }

    public Uni<List<StepEvent>> steps(OrgId org, long run) {
        return sql.rows(
                        "select prefect_task_run_id, label, seq, state_type, state_name, started_at, ended_at"
                                + " from run_step"
                                + " where org_id = $1 and run_id = $2 order by seq, prefect_task_run_id",
                        org.value(),
                        run)
                .map(rows -> rows.stream()
                        .map(row -> new StepEvent(
                                row.uuid("prefect_task_run_id"),
                                row.text("label"),
                                row.intValue("seq"),
                                row.text("state_type"),
                                row.text("state_name"),
                                row.instant("started_at"),
                                row.instant("ended_at")))
                        .toList());
    }

    /** The next lines after a place, in their order, as far as they fit into a page of text. Empty only at the end. */
    public Uni<List<StoredLine>> after(OrgId org, long run, long seq, int limit) {
        return page(new LogSelection(org, run, Integer.MAX_VALUE, null, null, null), seq, 0, limit);
    }

    /** Whether a page is full, so that more lines may follow. */
    public static boolean isFull(List<StoredLine> page, int limit) {
        // A character has four bytes at most.
        return page.size() >= limit
                || page.stream().mapToLong(line -> line.message().length()).sum() >= PAGE_BYTES / 4;
    }

    /**
     * The next lines of a part of a log, in their order. The page ends early after {@value #PAGE_BYTES} bytes of text: one
     * line may have a million characters.
     *
     * @param after place behind which the page begins
     * @param offset lines of the part to leave out behind that place
     * @return empty only when nothing follows
     */
    public Uni<List<StoredLine>> page(LogSelection selection, long after, int offset, int limit) {
        return lines(sql.rows(
                PAGE,
                selection.org().value(),
                selection.run(),
                (int) after,
                selection.upTo(),
                selection.step(),
                selection.flowRun(),
                selection.taskRun(),
                limit,
                offset));
    }

    /** All subflows of a run. */
    public Uni<List<UUID>> subflows(OrgId org, long run) {
        return sql.rows(
                        "select prefect_flow_run_id from run_subflow where org_id = $1 and run_id = $2",
                        org.value(),
                        run)
                .map(rows -> rows.stream()
                        .map(row -> row.uuid("prefect_flow_run_id"))
                        .toList());
    }

    /** Key of the run below which a subflow works, or null. */
    public Uni<Long> runOfSubflow(OrgId org, UUID flowRunId) {
        return sql.firstRow(
                        "select run_id from run_subflow where org_id = $1 and prefect_flow_run_id = $2",
                        org.value(),
                        flowRunId)
                .map(row -> row == null ? null : row.longValue("run_id"));
    }

    /** The place before the last lines of at least this level. */
    public Uni<Integer> beforeLast(OrgId org, long run, int level, int lines) {
        return sql.firstRow(
                        "select seq from run_line where org_id = $1 and run_id = $2 and level >= $3" + " and " + SHOWN
                                + " order by seq desc limit 1 offset $4",
                        org.value(),
                        run,
                        (short) level,
                        lines)
                .map(row -> row == null ? 0 : row.intValue("seq"));
    }

    /** Whether a line of at least this level stands after a place. */
    public Uni<Boolean> anyAfter(OrgId org, long run, long seq, int level) {
        return sql.firstRow(
                        "select 1 from run_line where org_id = $1 and run_id = $2 and seq > $3 and level >= $4"
                                + " and " + SHOWN + " limit 1",
                        org.value(),
                        run,
                        (int) seq,
                        (short) level)
                .map(row -> row != null);
    }

    private static Uni<List<StoredLine>> lines(Uni<List<Row>> rows) {
        return rows.map(found -> found.stream().map(LogRepository::line).toList());
    }

    private static StoredLine line(Row row) {
        return new StoredLine(
                row.intValue("seq"),
                row.instant("at"),
                row.intValue("level"),
                row.text("message"),
                row.uuid("prefect_flow_run_id"),
                row.uuid("prefect_task_run_id"),
                row.text("label"));
    }

    private static RunSnapshot runSnapshot(Row row) {
        return new RunSnapshot(
                row.longValue("id"),
                row.org("org_id"),
                row.uuid("prefect_flow_run_id"),
                row.text("state_type"),
                row.text("state_name"),
                row.text("state_message"),
                row.instant("started_at"),
                row.instant("ended_at"),
                row.doubleOrNull("total_run_time"),
                row.intValue("line_count"),
                row.bool("log_complete"));
    }
}
