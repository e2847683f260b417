package org.dalgo.platform.orgevent;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.platform.retention.RetentionBatch;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.sse.SseConfig;
import org.dalgo.platform.tenancy.Sql;

/** Life of an organisation's events: a client that resumes within it misses none. */
@ApplicationScoped
class OrgEventRetention implements RetentionRule {

    private static final String DELETE =
            "delete from org_event where (org_id, position) in (select org_id, position from org_event where at < $1"
                    + RetentionBatch.SCOPE + " order by at limit $4)";

    private final Sql sql;
    private final SseConfig config;

    @Inject
    OrgEventRetention(Sql sql, SseConfig config) {
        this.sql = sql;
        this.config = config;
    }

    @Override
    public String name() {
        return "org-events";
    }

    @Override
    public Duration standard() {
        return config.kept();
    }

    @Override
    public boolean perOrg() {
        return false;
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Uni<Integer> deleteBatch(RetentionBatch batch) {
        return sql.update(DELETE, batch.parameters());
    }
}
