package org.dalgo.flow.run.state;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.flow.deployment.DeploymentAuditSubject;
import org.dalgo.flow.deployment.DeploymentService;
import org.dalgo.flow.deployment.DeploymentView;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.security.Caller;

/**
 * Entries about runs that people start and cancel; runs of the schedule have no author. Each joins the unit of work
 * in which our row of the run changes.
 */
@ApplicationScoped
public class RunAudit {

    private static final String OUTCOME = "outcome";

    private final AuditLog auditLog;
    private final DeploymentService deployments;

    @Inject
    RunAudit(AuditLog auditLog, DeploymentService deployments) {
        this.auditLog = auditLog;
        this.deployments = deployments;
    }

    /** The run is accepted: its row stands and its locks are taken. The request to Prefect has not been sent yet. */
    public Uni<Void> started(Caller by, DeploymentView deployment, long run) {
        DeploymentAuditSubject subject = DeploymentAuditSubject.of(deployment);
        return auditLog.record(
                by, AuditAction.EXECUTE, subject.type(), subject.id(), Map.of("name", subject.name(), "run", run));
    }

    public Uni<Void> cancelled(Caller by, RunRow run) {
        return subject(run)
                .chain(subject -> auditLog.record(
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
                        .chain(subject -> auditLog.recordFor(
                                run.account(),
                                run.email(),
                                run.org(),
                                AuditAction.EXECUTE,
                                subject.type(),
                                subject.id(),
                                Map.of("name", subject.name(), "run", run.id(), OUTCOME, "not started")));
    }

    /** The deployment may be gone before its last run. */
    private Uni<DeploymentAuditSubject> subject(RunRow run) {
        return deployments.find(run.org(), run.deploymentId()).map(found -> found.map(DeploymentAuditSubject::of)
                .orElseGet(() -> new DeploymentAuditSubject(
                        "pipeline", run.deploymentId().toString(), run.name())));
    }
}
