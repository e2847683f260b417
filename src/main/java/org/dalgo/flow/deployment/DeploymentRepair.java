package org.dalgo.flow.deployment;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.dalgo.flow.deployment.DeploymentIntents.Intent;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;
import org.jboss.logging.Logger;

/**
 * Brings changes of deployments to an end that a crash or a silent Prefect left open. Our rows are the truth: what has no
 * row is deleted in Prefect, what has one is made there as the row says. Only what we ourselves began is touched, so
 * that several installations may share a Prefect.
 */
@ApplicationScoped
class DeploymentRepair {

    private static final Logger LOG = Logger.getLogger(DeploymentRepair.class);
    private final Door door;
    private final Sql sql;
    private final DeploymentReader deployments;
    private final DeploymentIntents intents;
    private final PrefectDeployments prefect;
    private final RunParameters parameters;
    private final OrgService orgs;
    private final DeploymentAudit audit;

    @Inject
    DeploymentRepair(
            Door door,
            Sql sql,
            DeploymentReader deployments,
            DeploymentIntents intents,
            PrefectDeployments prefect,
            RunParameters parameters,
            OrgService orgs,
            DeploymentAudit audit) {
        this.door = door;
        this.sql = sql;
        this.deployments = deployments;
        this.intents = intents;
        this.prefect = prefect;
        this.parameters = parameters;
        this.orgs = orgs;
        this.audit = audit;
    }

    @Scheduled(
            every = "${dalgo.deployment.repair-every:30s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            identity = "repair deployments")
    Uni<Void> tick() {
        return door.acrossOrganisations(Purpose.DEPLOYMENT_REPAIR, intents::claim)
                .chain(this::all);
    }

    /** One after the other; one that fails keeps its row and comes up again. */
    Uni<Void> all(List<Intent> open) {
        return Multi.createFrom()
                .iterable(open)
                .onItem()
                .transformToUniAndConcatenate(this::attempt)
                .collect()
                .last();
    }

    /** Deletes our row of a deployment that Prefect has no more, and the intent with it. */
    Uni<Void> forget(Intent intent) {
        return door.enter(intent.org(), () -> deployments
                .byName(intent.org(), intent.deploymentName())
                .chain(found -> found.isEmpty() ? Uni.createFrom().voidItem() : delete(intent, found.get()))
                .chain(() -> intents.drop(intent)));
    }

    /** Of two that delete it at once one deletes a row, and notes it. */
    private Uni<Void> delete(Intent intent, DeploymentView deployment) {
        return sql.update(
                        "delete from deployment where org = $1 and deployment_name = $2",
                        intent.org().value(),
                        intent.deploymentName())
                .chain(deleted -> deleted == 0 ? Uni.createFrom().voidItem() : audit.deleted(intent, deployment));
    }

    private Uni<Void> attempt(Intent intent) {
        return Uni.createFrom()
                .deferred(() -> perform(intent))
                .onFailure(DeploymentRepair::isHopeless)
                .call(() -> drop(intent))
                .onFailure()
                .invoke(failure -> LOG.warnf("%s: %s", intent.deploymentName(), failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> perform(Intent intent) {
        return switch (intent.action()) {
            case CREATE -> prefect.delete(intent.deploymentName()).chain(() -> drop(intent));
            case CHANGE -> restore(intent);
            case DELETE -> prefect.exists(intent.deploymentId()).chain(there -> there ? drop(intent) : forget(intent));
        };
    }

    private Uni<Void> restore(Intent intent) {
        return orgs.get(intent.org()).map(OrgView::slug).chain(slug -> restore(intent, slug));
    }

    private Uni<Void> restore(Intent intent, String orgSlug) {
        return deployments
                .byName(intent.org(), intent.deploymentName())
                .chain(found -> found.isEmpty() ? Uni.createFrom().voidItem() : restore(orgSlug, found.get()))
                .chain(() -> drop(intent));
    }

    private Uni<Void> restore(String orgSlug, DeploymentView deployment) {
        return door.enter(deployment.org(), () -> parameters.of(orgSlug, deployment))
                .chain(json -> prefect.restore(orgSlug, deployment, json));
    }

    private Uni<Void> drop(Intent intent) {
        return door.enter(intent.org(), () -> intents.drop(intent));
    }

    /** Gone in Prefect, refused by it for good, or in need of what the organisation no longer has: trying again is no use. */
    private static boolean isHopeless(Throwable failure) {
        return failure instanceof Failure ours
                && (ours.problem() == Problem.NOT_FOUND || ours.problem() == Problem.BAD_REQUEST);
    }
}
