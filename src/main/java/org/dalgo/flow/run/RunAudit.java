package org.dalgo.flow.run;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.flow.deployment.DeploymentService;
import org.dalgo.flow.deployment.DeploymentSubject;
import org.dalgo.flow.deployment.DeploymentView;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;

/**
 * Entries about runs that people start and cancel; what the schedule does is nobody's doing. Each joins the unit of work
 * in which our row of the run changes.
 */
@ApplicationScoped
class RunAudit {

    private static final String OUTCOME = "outcome";

    private final Audit audit;
    private final DeploymentService deployments;

    @Inject
    RunAudit(Audit audit, DeploymentService deployments) {
        this.audit = audit;
        this.deployments = deployments;
    }

    /** The run is accepted: its row stands and its locks are taken. Prefect has not heard of it yet. */
    Uni<Void> started(Caller by, DeploymentView deployment, long run) {
        DeploymentSubject subject = DeploymentSubject.of(deployment);
        return audit.record(
                by, AuditAction.EXECUTE, subject.type(), subject.id(), Map.of("name", subject.name(), "run", run));
    }

    Uni<Void> cancelled(Caller by, RunRow run) {
        return subject(run)
                .chain(subject -> audit.record(
                        by,
                        AuditAction.EXECUTE,
                        subject.type(),
                        subject.id(),
                        Map.of(
                                "name",
                                subject.name(),
                                "run",
                                run.id(),
                                "flow_run",
                                run.flowRunId().toString(),
                                OUTCOME,
                                "cancelled")));
    }

    /** A run that was accepted and that Prefect does not have: the entry of its start stays, and would be wrong alone. */
    Uni<Void> notStarted(RunRow run) {
        return run.email() == null
                ? Uni.createFrom().voidItem()
                : subject(run)
                        .chain(subject -> audit.recordFor(
                                run.account(),
                                run.email(),
                                run.org(),
                                AuditAction.EXECUTE,
                                subject.type(),
                                subject.id(),
                                Map.of("name", subject.name(), "run", run.id(), OUTCOME, "not started")));
    }

    /** The deployment may be gone before its last run. */
    private Uni<DeploymentSubject> subject(RunRow run) {
        return deployments.find(run.org(), run.deploymentId()).map(found -> found.map(DeploymentSubject::of)
                .orElseGet(() ->
                        new DeploymentSubject("pipeline", run.deploymentId().toString(), run.name())));
    }
}
