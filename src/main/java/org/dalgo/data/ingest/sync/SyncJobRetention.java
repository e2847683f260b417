package org.dalgo.data.ingest.sync;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.data.ingest.IngestConfig;
import org.dalgo.platform.retention.RetentionBatch;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/** Life of ended Airbyte jobs. The newest job of a connection stays: from there on the importer reads. */
@ApplicationScoped
class SyncJobRetention implements RetentionRule {

    private static final String DELETE =
            "delete from airbyte_job where airbyte_job_id in (select airbyte_job_id from airbyte_job j where created_at < $1"
                    + " and exists (select from airbyte_job n where n.connection_id = j.connection_id and n.airbyte_job_id > j.airbyte_job_id)"
                    + RetentionBatch.SCOPE + " order by created_at limit $4)";

    private final Sql sql;
    private final IngestConfig config;

    @Inject
    SyncJobRetention(Sql sql, IngestConfig config) {
        this.sql = sql;
        this.config = config;
    }

    @Override
    public String name() {
        return "airbyte-jobs";
    }

    @Override
    public Duration standard() {
        return config.jobsKept();
    }

    @Override
    public Uni<Integer> deleteBatch(RetentionBatch batch) {
        return sql.update(DELETE, batch.parameters());
    }
}
