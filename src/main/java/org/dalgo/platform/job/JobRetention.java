package org.dalgo.platform.job;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.platform.retention.RetentionBatch;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/** Life of jobs that were given up. */
@ApplicationScoped
class JobRetention implements RetentionRule {

    private static final String DELETE = "delete from job where id in (select id from job where gave_up_at < $1"
            + RetentionBatch.SCOPE + " order by gave_up_at limit $4)";

    private final Sql sql;
    private final JobConfig config;

    @Inject
    JobRetention(Sql sql, JobConfig config) {
        this.sql = sql;
        this.config = config;
    }

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public Duration standard() {
        return config.givenUpKept();
    }

    @Override
    public Uni<Integer> deleteBatch(RetentionBatch batch) {
        return sql.update(DELETE, batch.parameters());
    }
}
