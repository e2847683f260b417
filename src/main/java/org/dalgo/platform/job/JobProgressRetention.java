package org.dalgo.platform.job;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.platform.retention.RetentionBatch;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/** Life of progress messages: work of yesterday is polled by no client. */
@ApplicationScoped
class JobProgressRetention implements RetentionRule {

    private static final String DELETE =
            "delete from job_progress where (org_id, hashkey, task_id, seq) in (select org_id, hashkey, task_id, seq from job_progress where at < $1"
                    + RetentionBatch.SCOPE + " order by at limit $4)";

    private final Sql sql;
    private final JobConfig config;

    @Inject
    JobProgressRetention(Sql sql, JobConfig config) {
        this.sql = sql;
        this.config = config;
    }

    @Override
    public String name() {
        return "job-progress";
    }

    @Override
    public Duration standard() {
        return config.progressKept();
    }

    @Override
    public boolean perOrg() {
        return false;
    }

    @Override
    public Uni<Integer> deleteBatch(RetentionBatch batch) {
        return sql.update(DELETE, batch.parameters());
    }
}
