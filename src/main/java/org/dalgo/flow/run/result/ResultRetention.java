package org.dalgo.flow.run.result;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.platform.retention.RetentionBatch;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/** Life of the results of nodes. */
@ApplicationScoped
class ResultRetention implements RetentionRule {

    private static final String DELETE =
            "delete from run_result where ctid = any(array(select ctid from run_result where at < $1"
                    + RetentionBatch.SCOPE + " order by at limit $4))";

    private final Sql sql;
    private final ResultConfig config;

    @Inject
    ResultRetention(Sql sql, ResultConfig config) {
        this.sql = sql;
        this.config = config;
    }

    @Override
    public String name() {
        return "run-results";
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
