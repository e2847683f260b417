package org.dalgo.flow.run.log;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import org.dalgo.platform.retention.RetentionBatch;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/**
 * Life of the lines of ended runs. The first batch makes of the first line one that says that the log expired, and hides the
 * others at once: a viewer never takes a part for the whole. A long log takes several batches.
 */
@ApplicationScoped
class RunLineRetention implements RetentionRule {

    private static final int RUNS = 20;

    private static final String DELETE =
            """
            with due as (
                select id, prefect_flow_run_id from run where ended_at < $1 and not lines_deleted"""
                    + RetentionBatch.SCOPE + " order by ended_at limit " + RUNS
                    + """
                ),
            noted as (
                update run_line l set message = $5, level = 30, at = now(), prefect_task_run_id = null,
                    prefect_log_id = '%1$s', prefect_flow_run_id = coalesce(due.prefect_flow_run_id, '%1$s')
                from due where l.run_id = due.id and l.seq = 1 and l.prefect_log_id <> '%1$s'),
            lines as (
                select l.run_id, l.seq from run_line l join due on due.id = l.run_id where l.seq > 1 limit $4),
            deleted as (
                delete from run_line l using lines d where l.run_id = d.run_id and l.seq = d.seq returning l.run_id),
            marked as (
                update run set lines_deleted = (select count(*) from lines) < $4, log_complete = true,
                    line_count = (select count(*) from run_line l where l.run_id = run.id and l.seq = 1)
                where id in (select id from due) returning lines_deleted)
            select (select count(*) from deleted) + (select count(*) from marked where lines_deleted)
                as deleted
            """
                            .formatted(LogRepository.EXPIRED);

    private final Sql sql;
    private final LogConfig config;

    @Inject
    RunLineRetention(Sql sql, LogConfig config) {
        this.sql = sql;
        this.config = config;
    }

    @Override
    public String name() {
        return "run-lines";
    }

    @Override
    public Duration standard() {
        return config.kept();
    }

    @Override
    public Uni<Integer> deleteBatch(RetentionBatch batch) {
        Object[] parameters = Arrays.copyOf(batch.parameters(), 5);
        parameters[4] = sentence(Duration.between(batch.before(), OffsetDateTime.now()));
        return sql.firstRow(DELETE, parameters).map(row -> row.intValue("deleted"));
    }

    private static String sentence(Duration kept) {
        long hours = Math.max(1, Math.round(kept.toMinutes() / 60.0));
        String life = hours % 24 == 0 ? plural(hours / 24, "day") : plural(hours, "hour");
        return "This log was deleted: the lines of a run are kept for " + life + " after its end.";
    }

    private static String plural(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
