package org.dalgo.flow.run;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.dalgo.flow.deployment.DeploymentRemoval;
import org.dalgo.people.org.OrgLifecycle;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.run.CancelOutcome;

/**
 * Cancels the runs of an organisation that is removed, then deletes its deployments. Schedules are paused first,
 * because a schedule could start another run. Runs that only Prefect knows are cancelled as well. A deployment stays
 * while one of its runs is stopping. That run is reported as not removed, and the stale run detector watches it while
 * it has its row.
 */
@ApplicationScoped
class RunLifecycle implements OrgLifecycle {

    /**
     * What may be running.
     *
     * @param deployments Prefect's ids of those that have or had runs
     * @param runs that have not ended as far as we know, with their deployment; by Prefect's ids
     */
    private record RunsToStop(Set<UUID> deployments, Map<UUID, UUID> runs) {}

    /** Cancelled runs: the deployments of those that are still stopping, and the names to report. */
    private record Stopped(Set<UUID> busy, List<String> notRemoved) {}

    private static final String RUNS_TO_STOP =
            """
            select prefect_deployment_id, null::uuid as open_run_id from deployment where org_id = $1
            union
            select prefect_deployment_id, case when state_type not in ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')
                                       then prefect_flow_run_id end
            from run where org_id = $1
            """;

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final DeploymentRemoval deployments;
    private final PrefectAdapter prefect;

    @Inject
    RunLifecycle(
            TenantTransactions tenantTransactions, Sql sql, DeploymentRemoval deployments, PrefectAdapter prefect) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.deployments = deployments;
        this.prefect = prefect;
    }

    @Override
    public Stage stage() {
        return Stage.RUNS;
    }

    @Override
    public Uni<List<String>> remove(OrgView org) {
        return deployments
                .pauseAll(org.id())
                .chain(() -> runsToStop(org.id()))
                .chain(this::stop)
                .chain(stopped -> deployments
                        .removeAll(org.id(), stopped.busy())
                        .map(notRemoved -> Stream.concat(stopped.notRemoved().stream(), notRemoved.stream())
                                .toList()));
    }

    private Uni<RunsToStop> runsToStop(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> sql.update("delete from task_lock where org_id = $1", org.value())
                        .chain(() -> sql.rows(RUNS_TO_STOP, org.value())))
                .map(rows -> {
                    RunsToStop runsToStop = new RunsToStop(new HashSet<>(), new HashMap<>());
                    for (Row row : rows) {
                        runsToStop.deployments().add(row.uuid("prefect_deployment_id"));
                        if (!row.isNull("open_run_id")) {
                            runsToStop.runs().put(row.uuid("open_run_id"), row.uuid("prefect_deployment_id"));
                        }
                    }
                    return runsToStop;
                });
    }

    private Uni<Stopped> stop(RunsToStop runsToStop) {
        Stopped stopped = new Stopped(new HashSet<>(), new ArrayList<>());
        return active(runsToStop)
                .onFailure()
                .recoverWithItem(failure -> {
                    stopped.notRemoved().add("runs in Prefect: " + failure.getMessage());
                    return runsToStop.runs();
                })
                .chain(runs -> Unis.sequentially(runs.entrySet(), run -> stop(run.getKey(), run.getValue(), stopped)))
                .replaceWith(stopped);
    }

    private Uni<Map<UUID, UUID>> active(RunsToStop runsToStop) {
        return prefect.activeFlowRuns().map(active -> {
            Map<UUID, UUID> runs = new HashMap<>(runsToStop.runs());
            active.stream()
                    .filter(run -> runsToStop.deployments().contains(run.deploymentId()))
                    .forEach(run -> runs.put(run.id(), run.deploymentId()));
            return runs;
        });
    }

    private Uni<Void> stop(UUID run, UUID deployment, Stopped stopped) {
        return prefect.cancel(run, "The organisation is being removed")
                .invoke(outcome -> {
                    if (outcome.kind() == CancelOutcome.Kind.CANCELLING) {
                        stopped.busy().add(deployment);
                        stopped.notRemoved().add("run " + run + " in Prefect: it is still stopping");
                    }
                })
                .replaceWithVoid()
                .onFailure(failure -> !UpstreamFailure.isNotFound(failure))
                .invoke(failure -> {
                    stopped.busy().add(deployment);
                    stopped.notRemoved().add("run " + run + " in Prefect: " + failure.getMessage());
                })
                .onFailure()
                .recoverWithNull();
    }
}
