package org.dalgo.flow.run.state;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.platform.retention.RetentionBatch;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/** Life of ended runs, with their steps; the lines of a run are deleted before it. */
@ApplicationScoped
class RunRetention implements RetentionRule {

    private static final String DELETE =
            "delete from run where id in (select id from run where ended_at < $1 and lines_deleted"
                    + RetentionBatch.SCOPE + " order by ended_at limit $4)";

    private final Sql sql;
    private final RunConfig config;

    @Inject
    RunRetention(Sql sql, RunConfig config) {
        this.sql = sql;
        this.config = config;
    }

    @Override
    public String name() {
        return "runs";
    }

    @Override
    public Duration standard() {
        return config.kept();
    }

    @Override
    public Uni<Integer> deleteBatch(RetentionBatch batch) {
        return sql.update(DELETE, batch.parameters());
    }
}
