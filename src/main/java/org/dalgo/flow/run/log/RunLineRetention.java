package org.dalgo.flow.run.log;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.platform.retention.RetentionBatch;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/** Life of the lines of ended runs. A long log takes several batches; a run without lines is marked. */
@ApplicationScoped
class RunLineRetention implements RetentionRule {

    private static final int RUNS = 20;

    private static final String DELETE =
            """
            with due as (
                select id from run where ended_at < $1 and not lines_deleted"""
                    + RetentionBatch.SCOPE + " order by ended_at limit " + RUNS
                    + """
                ),
            lines as (
                select l.run_id, l.seq from run_line l join due on due.id = l.run_id limit $4),
            deleted as (
                delete from run_line l using lines d where l.run_id = d.run_id and l.seq = d.seq returning l.run_id),
            marked as (
                update run set lines_deleted = true
                where id in (select id from due) and (select count(*) from lines) < $4 returning id)
            select (select count(*) from deleted) + (select count(*) from marked)
            """;

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
        return sql.first(DELETE, batch.parameters()).map(row -> ((Number) row[0]).intValue());
    }
}
