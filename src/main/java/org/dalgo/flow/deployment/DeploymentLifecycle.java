package org.dalgo.flow.deployment;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.dalgo.people.org.OrgLifecycle;
import org.dalgo.people.org.OrgView;

/** Takes the deployments of an organisation that ends out of Prefect; their schedules make no more runs then. */
@ApplicationScoped
class DeploymentLifecycle implements OrgLifecycle {

    private final DeploymentReader deployments;
    private final DeploymentService service;

    @Inject
    DeploymentLifecycle(DeploymentReader deployments, DeploymentService service) {
        this.deployments = deployments;
        this.service = service;
    }

    @Override
    public Stage stage() {
        return Stage.RUNS;
    }

    @Override
    public Uni<List<String>> remove(OrgView org) {
        return deployments
                .all(org.id())
                .onItem()
                .transformToMulti(all -> Multi.createFrom().iterable(all))
                .onItem()
                .transformToUniAndConcatenate(deployment -> remove(org, deployment))
                .filter(Optional::isPresent)
                .map(Optional::get)
                .collect()
                .asList();
    }

    private Uni<Optional<String>> remove(OrgView org, DeploymentView deployment) {
        return service.delete(deployment)
                .map(gone -> Optional.<String>empty())
                .onFailure()
                .recoverWithItem(failure -> Optional.of(
                        "deployment " + deployment.deploymentId() + " in Prefect: " + failure.getMessage()));
    }
}
