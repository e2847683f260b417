package org.dalgo.flow.pipeline;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Due times of pipelines without a run. All methods join the current transaction. */
@ApplicationScoped
class MissedRunRepository {

    private static final String SCHEDULED =
            """
            select d.id, d.org_id, d.name, d.queue, d.prefect_deployment_id, d.cron, d.updated_at, m.due_at,
                   case when exists (select from run o where o.deployment_id = d.id
                                     and o.state_type not in ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')
                                     and o.state_type <> 'SCHEDULED')
                        then now() else r.started_at end as last_activity
            from deployment d
            left join missed_run m on m.deployment_id = d.id
            left join lateral (select x.started_at from run x where x.deployment_id = d.id
                               order by x.started_at desc nulls last limit 1) r on true
            where d.type = 'orchestrate' and d.cron is not null and d.schedule_active and d.id > $1
            order by d.id limit $2
            """;

    private static final String CLAIM =
            """
            insert into missed_run as m (deployment_id, org_id, due_at)
            select d.id, d.org_id, $3::timestamptz from deployment d
            where d.org_id = $1 and d.id = $2 and d.schedule_active and d.cron = $4
            on conflict (deployment_id) do update set due_at = excluded.due_at where m.due_at < excluded.due_at
            returning due_at
            """;

    private final Sql sql;

    @Inject
    MissedRunRepository(Sql sql) {
        this.sql = sql;
    }

    /**
     * Pipelines of all organisations that have a schedule, in the order of their keys. The transaction spans organisations.
     *
     * @param after key after which the page begins
     */
    Uni<List<ScheduledPipeline>> scheduled(long after, int limit) {
        return sql.rows(SCHEDULED, after, limit)
                .map(rows -> rows.stream().map(MissedRunRepository::pipeline).toList());
    }

    /** Records a due time without a run; false when it is recorded already or the schedule has changed meanwhile. */
    Uni<Boolean> claim(OrgId org, ScheduledPipeline pipeline, Instant due) {
        return sql.firstRow(CLAIM, org.value(), pipeline.deployment(), due.atOffset(ZoneOffset.UTC), pipeline.cron())
                .map(row -> row != null);
    }

    private static ScheduledPipeline pipeline(Row row) {
        return new ScheduledPipeline(
                row.longValue("id"),
                new OrgId(row.longValue("org_id")),
                row.text("name"),
                row.text("queue"),
                row.uuid("prefect_deployment_id"),
                row.text("cron"),
                row.instant("updated_at"),
                row.instant("last_activity"),
                row.instant("due_at"));
    }
}
