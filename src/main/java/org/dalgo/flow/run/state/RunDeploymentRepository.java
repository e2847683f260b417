package org.dalgo.flow.run.state;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.dalgo.flow.lock.LockResponse;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.upstream.prefect.run.FlowRun;

/** What a run has from its deployment. All queries join the current transaction. */
@ApplicationScoped
class RunDeploymentRepository {

    /**
     * A deployment and the lock that its tasks are under.
     *
     * @param lock null when all of them are free
     */
    record DeploymentLock(UUID deploymentId, LockResponse lock) {}

    /** What the run's tasks lock, seen from each deployment that contains one of them. */
    private static final String LOCKS =
            """
            select d.prefect_deployment_id, l.locked_at, a.email, r.prefect_flow_run_id, r.state_type,
                l.deployment_id = d.id as own,
                   r.progress_id
            from deployment d
            left join lateral (
                select k.* from deployment_task t join task_lock k on k.org_task_id = t.org_task_id
                where t.deployment_id = d.id and k.released_at is null and k.expires_at > now() and k.run_id <> $2
                order by k.locked_at limit 1) l on true
            left join run r on r.id = l.run_id
            left join account a on a.id = l.account_id
            where d.id in (select t.deployment_id from task_lock k
                join deployment_task t on t.org_task_id = k.org_task_id
                           where k.run_id = $1)
            """;

    private static final String CONNECTIONS_OF_DEPLOYMENT =
            """
            select distinct t.airbyte_connection_id from deployment_task d join org_task t on t.id = d.org_task_id
            where d.deployment_id = $1 and t.airbyte_connection_id is not null
            """;

    private static final String INSERT_RUN =
            """
            insert into run (org_id, deployment_id, prefect_deployment_id, prefect_flow_run_id,
                name, dispatch, state_at,
                             expected_start)
            select org_id, id, prefect_deployment_id, $2::uuid, $3::varchar, 'sent', 'epoch',
                coalesce($4::timestamptz, now())
            from deployment where prefect_deployment_id = $1
            on conflict (prefect_flow_run_id) do nothing returning id
            """;

    private final Sql sql;

    @Inject
    RunDeploymentRepository(Sql sql) {
        this.sql = sql;
    }

    /**
     * Inserts a run that a schedule made; answers false when its deployment is not ours, or it has a row already. The
     * transaction spans organisations.
     */
    Uni<Boolean> insertRun(FlowRun flowRun) {
        return sql.firstRow(
                        INSERT_RUN,
                        flowRun.deploymentId(),
                        flowRun.id(),
                        flowRun.name(),
                        RunRepository.time(flowRun.expectedStart()))
                .map(row -> row != null);
    }

    /** Primary keys of the organisation's tasks that the deployment runs. */
    Uni<List<Long>> tasks(long deployment) {
        return sql.rows("select org_task_id from deployment_task where deployment_id = $1", deployment)
                .map(rows ->
                        rows.stream().map(row -> row.longValue("org_task_id")).toList());
    }

    /**
     * Airbyte's ids of the connections that the deployment syncs or clears.
     *
     * @param deployment its primary key; null, which has none, when it has been deleted
     */
    Uni<List<UUID>> connections(Long deployment) {
        return sql.rows(CONNECTIONS_OF_DEPLOYMENT, deployment).map(rows -> rows.stream()
                .map(row -> row.uuid("airbyte_connection_id"))
                .toList());
    }

    /**
     * Deployments with a task that the run locks.
     *
     * @param without primary key of the run whose locks do not count
     */
    Uni<List<DeploymentLock>> locks(long run, long without) {
        return sql.rows(LOCKS, run, without).map(rows -> rows.stream()
                .map(row -> new DeploymentLock(row.uuid("prefect_deployment_id"), lock(row)))
                .toList());
    }

    private static LockResponse lock(Row row) {
        return row.isNull("locked_at")
                ? null
                : LockResponse.of(
                        row.text("email"),
                        row.instant("locked_at"),
                        row.uuid("prefect_flow_run_id"),
                        row.text("state_type"),
                        Boolean.TRUE.equals(row.boolOrNull("own")),
                        row.uuid("progress_id"));
    }
}
