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
import org.dalgo.flow.lock.LockService;
import org.dalgo.flow.run.RunRemovalRepository.RunsToStop;
import org.dalgo.people.org.OrgLifecycle;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.OrgId;
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

    /** Cancelled runs: the deployments of those that are still stopping, and the names to report. */
    private record Stopped(Set<UUID> busy, List<String> notRemoved) {}

    private final TenantTransactions tenantTransactions;
    private final RunRemovalRepository repository;
    private final LockService locks;
    private final DeploymentRemoval deployments;
    private final PrefectAdapter prefect;

    @Inject
    RunLifecycle(
            TenantTransactions tenantTransactions,
            RunRemovalRepository repository,
            LockService locks,
            DeploymentRemoval deployments,
            PrefectAdapter prefect) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
        this.locks = locks;
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
        return tenantTransactions.inOrg(org, () -> locks.deleteAll(org).chain(() -> repository.runsToStop(org)));
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
