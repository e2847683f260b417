package org.dalgo.flow.deployment;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.OrgId;

/** Takes the deployments of an organisation that ends out of Prefect; their schedules make no more runs then. */
@ApplicationScoped
public class DeploymentRemoval {

    private final DeploymentReader deployments;
    private final DeploymentService service;
    private final PrefectDeployments prefect;

    @Inject
    DeploymentRemoval(DeploymentReader deployments, DeploymentService service, PrefectDeployments prefect) {
        this.deployments = deployments;
        this.service = service;
        this.prefect = prefect;
    }

    /**
     * Stops the schedules, so that no run begins any more. One that cannot be stopped goes with its deployment, or is
     * reported with it.
     */
    public Uni<Void> pauseAll(OrgId org) {
        return deployments
                .all(org)
                .chain(all -> Unis.sequentially(
                        all,
                        deployment -> deployment.cron() == null
                                ? Uni.createFrom().voidItem()
                                : prefect.pause(deployment).onFailure().recoverWithNull()));
    }

    /**
     * Deletes all of them, whatever becomes of one.
     *
     * @param busy Prefect's ids of those that a run still needs. A worker reads the deployment of the run that it
     *     stops; it cannot stop a run without one
     * @return which ones are still there, and why
     */
    public Uni<List<String>> removeAll(OrgId org, Set<UUID> busy) {
        return deployments
                .all(org)
                .onItem()
                .transformToMulti(all -> Multi.createFrom().iterable(all))
                .onItem()
                .transformToUniAndConcatenate(deployment -> busy.contains(deployment.deploymentId())
                        ? Uni.createFrom().item(Optional.of(notRemoved(deployment, "a run of it is still stopping")))
                        : remove(deployment))
                .filter(Optional::isPresent)
                .map(Optional::get)
                .collect()
                .asList();
    }

    private Uni<Optional<String>> remove(DeploymentView deployment) {
        return service.delete(deployment)
                .map(gone -> Optional.<String>empty())
                .onFailure()
                .recoverWithItem(failure -> Optional.of(notRemoved(deployment, failure.getMessage())));
    }

    private static String notRemoved(DeploymentView deployment, String why) {
        String name = DeploymentAuditSubject.of(deployment).name();
        return "deployment " + deployment.deploymentName() + " of " + name + " in Prefect: " + why;
    }
}
