package org.dalgo.flow.deployment;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.dalgo.flow.deployment.DeploymentIntentRepository.DeploymentIntent;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.job.context.BackgroundRounds;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.jboss.logging.Logger;

/**
 * Brings changes of deployments to an end that a crash or a silent Prefect left open. Our rows are the truth: what has no
 * row is deleted in Prefect, what has one is made there as the row says. Only what we ourselves began is touched, so
 * that several installations may share a Prefect.
 */
@ApplicationScoped
class DeploymentReconciler {

    private static final Logger LOG = Logger.getLogger(DeploymentReconciler.class);
    private final TenantTransactions tenantTransactions;
    private final DeploymentRepository repository;
    private final DeploymentReader deployments;
    private final DeploymentIntentRepository intents;
    private final PrefectDeployments prefect;
    private final FlowParametersBuilder parameters;
    private final OrgService orgs;
    private final DeploymentAudit audit;
    private final BackgroundRounds rounds;

    @Inject
    DeploymentReconciler(
            TenantTransactions tenantTransactions,
            DeploymentRepository repository,
            DeploymentReader deployments,
            DeploymentIntentRepository intents,
            PrefectDeployments prefect,
            FlowParametersBuilder parameters,
            OrgService orgs,
            DeploymentAudit audit,
            BackgroundRounds rounds) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
        this.deployments = deployments;
        this.intents = intents;
        this.prefect = prefect;
        this.parameters = parameters;
        this.orgs = orgs;
        this.audit = audit;
        this.rounds = rounds;
    }

    @Scheduled(
            every = "${dalgo.deployment.repair-every:30s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            identity = "repair deployments")
    Uni<Void> tick() {
        return rounds.count("repair of deployments", () -> tenantTransactions
                .acrossOrgs(CrossTenantPurpose.DEPLOYMENT_REPAIR, intents::claim)
                .chain(this::reconcileAll));
    }

    /** One after the other; one that fails keeps its row and comes up again. */
    Uni<Void> reconcileAll(List<DeploymentIntent> open) {
        return Multi.createFrom()
                .iterable(open)
                .onItem()
                .transformToUniAndConcatenate(this::reconcileOrLog)
                .collect()
                .last();
    }

    /** Deletes our row of a deployment that Prefect has no more, and the intent with it. */
    Uni<Void> deleteRow(DeploymentIntent deploymentIntent) {
        return tenantTransactions.inOrg(deploymentIntent.org(), () -> deployments
                .byName(deploymentIntent.org(), deploymentIntent.deploymentName())
                .chain(found -> found.isEmpty() ? Uni.createFrom().voidItem() : delete(deploymentIntent, found.get()))
                .chain(() -> intents.deleteIntent(deploymentIntent)));
    }

    /** Of two that delete it at once one deletes a row, and notes it. */
    private Uni<Void> delete(DeploymentIntent deploymentIntent, DeploymentView deployment) {
        return repository
                .deleteByName(deploymentIntent.org(), deploymentIntent.deploymentName())
                .chain(deleted -> deleted
                        ? audit.deleted(deploymentIntent, deployment)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> reconcileOrLog(DeploymentIntent deploymentIntent) {
        return Uni.createFrom()
                .deferred(() -> perform(deploymentIntent))
                .onFailure(DeploymentReconciler::isPermanent)
                .call(() -> deleteIntent(deploymentIntent))
                .onFailure()
                .invoke(failure -> {
                    rounds.failed("repair of deployments", failure);
                    LOG.warnf("Deployment %s: %s", deploymentIntent.deploymentName(), failure.getMessage());
                })
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> perform(DeploymentIntent deploymentIntent) {
        return switch (deploymentIntent.action()) {
            case CREATE ->
                prefect.delete(deploymentIntent.deploymentName()).chain(() -> deleteIntent(deploymentIntent));
            case CHANGE -> restore(deploymentIntent);
            case DELETE ->
                prefect.exists(deploymentIntent.deploymentId())
                        .chain(there -> there ? deleteIntent(deploymentIntent) : deleteRow(deploymentIntent));
        };
    }

    private Uni<Void> restore(DeploymentIntent deploymentIntent) {
        return orgs.get(deploymentIntent.org()).map(OrgView::slug).chain(slug -> restore(deploymentIntent, slug));
    }

    private Uni<Void> restore(DeploymentIntent deploymentIntent, String orgSlug) {
        return deployments
                .byName(deploymentIntent.org(), deploymentIntent.deploymentName())
                .chain(found -> found.isEmpty() ? Uni.createFrom().voidItem() : restore(orgSlug, found.get()))
                .chain(() -> deleteIntent(deploymentIntent));
    }

    private Uni<Void> restore(String orgSlug, DeploymentView deployment) {
        return tenantTransactions
                .inOrg(deployment.org(), () -> parameters.build(orgSlug, deployment))
                .chain(json -> prefect.restore(orgSlug, deployment, json));
    }

    private Uni<Void> deleteIntent(DeploymentIntent deploymentIntent) {
        return tenantTransactions.inOrg(deploymentIntent.org(), () -> intents.deleteIntent(deploymentIntent));
    }

    /** Gone in Prefect, refused by it for good, or in need of what the organisation no longer has: trying again is no use. */
    private static boolean isPermanent(Throwable failure) {
        return failure instanceof Failure ours
                && (ours.problem() == Problem.NOT_FOUND || ours.problem() == Problem.BAD_REQUEST);
    }
}
