package org.dalgo.flow.run.history;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.flow.lock.LockResponse;
import org.dalgo.flow.run.state.RunResponse;
import org.dalgo.platform.tenancy.Columns;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** All pipelines of an organisation with their latest runs, in one query. */
@ApplicationScoped
public class PipelineOverviewService {

    private static final String QUERY =
            """
            select d.name, d.prefect_deployment_id, d.cron, d.deployment_name, l.email, l.locked_at,
                   r.prefect_flow_run_id, r.name, r.started_at, r.expected_start, r.total_run_time, r.state_type,
                   r.state_name, a.email
            from deployment d
            left join lateral (
                select k.locked_at, coalesce(w.email, $2) as email
                from deployment_task t join task_lock k on k.org_task_id = t.org_task_id
                left join account w on w.id = k.account_id
                where t.deployment_id = d.id and k.deployment_id = d.id
                  and ((k.released_at is null and k.expires_at > now())
                       or k.released_at > now() - interval '2 seconds')
                order by k.locked_at limit 1) l on true
            left join lateral (
                select * from run x
                where x.deployment_id = d.id and x.state_type in ('COMPLETED', 'FAILED', 'CRASHED')
                order by x.started_at desc nulls last, x.id desc limit 50) r on true
            left join account a on a.id = r.account_id
            where d.org_id = $1 and d.type = 'orchestrate'
            order by d.id, r.started_at desc nulls last, r.id desc
            """;

    private final TenantTransactions tenantTransactions;
    private final Sql sql;

    @Inject
    PipelineOverviewService(TenantTransactions tenantTransactions, Sql sql) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
    }

    public Uni<List<PipelineOverviewResponse>> list(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> sql.select(QUERY, org.value(), LockResponse.SYSTEM))
                .map(PipelineOverviewService::groupByPipeline);
    }

    private static List<PipelineOverviewResponse> groupByPipeline(List<Object[]> rows) {
        Map<UUID, PipelineOverviewResponse> pipelines = new LinkedHashMap<>();
        for (Object[] row : rows) {
            PipelineOverviewResponse pipeline = pipelines.computeIfAbsent((UUID) row[1], id -> pipeline(id, row));
            if (row[6] != null) {
                pipeline.runs().add(run(row));
            }
        }
        return List.copyOf(pipelines.values());
    }

    private static PipelineOverviewResponse pipeline(UUID id, Object[] row) {
        PipelineOverviewResponse.Lock lock =
                row[5] == null ? null : new PipelineOverviewResponse.Lock((String) row[4], Columns.instant(row[5]));
        return new PipelineOverviewResponse(
                (String) row[0], id, (String) row[2], (String) row[3], new ArrayList<>(), lock);
    }

    private static RunResponse run(Object[] row) {
        return new RunResponse(
                (UUID) row[1],
                (UUID) row[6],
                (String) row[7],
                Columns.instant(row[8]),
                Columns.instant(row[9]),
                row[10] == null ? -1 : ((Number) row[10]).doubleValue(),
                (String) row[11],
                (String) row[12],
                (String) row[13]);
    }
}
