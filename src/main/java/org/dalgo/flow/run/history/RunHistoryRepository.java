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
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Queries over deployments and their past runs. All join the current transaction. */
@ApplicationScoped
class RunHistoryRepository {

    private static final String OVERVIEW =
            """
            select d.name, d.prefect_deployment_id, d.cron, d.deployment_name, l.email as lock_email, l.locked_at,
                   r.prefect_flow_run_id, r.name as run_name, r.started_at, r.expected_start,
                   r.total_run_time, r.state_type, r.state_name, a.email as runner_email
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

    private final Sql sql;

    @Inject
    RunHistoryRepository(Sql sql) {
        this.sql = sql;
    }

    /** All pipelines of the organisation with their latest runs. */
    Uni<List<PipelineOverviewResponse>> pipelines(OrgId org) {
        return sql.rows(OVERVIEW, org.value(), LockResponse.SYSTEM).map(RunHistoryRepository::groupByPipeline);
    }

    /** Whether the organisation has a deployment of that id in Prefect. */
    Uni<Boolean> hasDeployment(OrgId org, UUID deploymentId) {
        return sql.firstRow(
                        "select 1 from deployment where org_id = $1 and prefect_deployment_id = $2",
                        org.value(),
                        deploymentId)
                .map(row -> row != null);
    }

    private static List<PipelineOverviewResponse> groupByPipeline(List<Row> rows) {
        Map<UUID, PipelineOverviewResponse> pipelines = new LinkedHashMap<>();
        for (Row row : rows) {
            PipelineOverviewResponse pipeline =
                    pipelines.computeIfAbsent(row.uuid("prefect_deployment_id"), id -> pipeline(id, row));
            if (!row.isNull("prefect_flow_run_id")) {
                pipeline.runs().add(run(row));
            }
        }
        return List.copyOf(pipelines.values());
    }

    private static PipelineOverviewResponse pipeline(UUID id, Row row) {
        PipelineOverviewResponse.Lock lock = row.isNull("locked_at")
                ? null
                : new PipelineOverviewResponse.Lock(row.text("lock_email"), row.instant("locked_at"));
        return new PipelineOverviewResponse(
                row.text("name"), id, row.text("cron"), row.text("deployment_name"), new ArrayList<>(), lock);
    }

    private static RunResponse run(Row row) {
        return new RunResponse(
                row.uuid("prefect_deployment_id"),
                row.uuid("prefect_flow_run_id"),
                row.text("run_name"),
                row.instant("started_at"),
                row.instant("expected_start"),
                row.isNull("total_run_time") ? -1 : row.doubleValue("total_run_time"),
                row.text("state_type"),
                row.text("state_name"),
                row.text("runner_email"));
    }
}
