package org.dalgo.flow.deployment;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dalgo.flow.deployment.DeploymentIntentRepository.DeploymentIntent;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.security.Caller;

/** Entries about pipelines and tasks. Each joins the unit of work in which our row of the deployment changes. */
@ApplicationScoped
class DeploymentAudit {

    private final AuditLog auditLog;

    @Inject
    DeploymentAudit(AuditLog auditLog) {
        this.auditLog = auditLog;
    }

    Uni<Void> created(Caller by, DeploymentView made) {
        DeploymentAuditSubject subject = DeploymentAuditSubject.of(made);
        return subject.isOfConnection()
                ? Uni.createFrom().voidItem()
                : write(by, AuditAction.CREATE, subject, details(made));
    }

    Uni<Void> changed(Caller by, DeploymentView before, DeploymentView after) {
        Map<String, Object> facts = details(after);
        if (!Objects.equals(before.name(), after.name())) {
            facts.put("former_name", before.name());
        }
        if (!Objects.equals(before.cron(), after.cron())) {
            facts.put("former_schedule", schedule(before));
        }
        return write(by, AuditAction.UPDATE, DeploymentAuditSubject.of(after), facts);
    }

    /** Its schedule was let run, or stopped. */
    Uni<Void> scheduleToggled(Caller by, DeploymentView deployment, boolean active) {
        return write(
                by,
                AuditAction.UPDATE,
                DeploymentAuditSubject.of(deployment),
                Map.of("name", deployment.name(), "schedule_active", active));
    }

    /** Records nothing without an author: the organisation ends, or a creation is taken back. */
    Uni<Void> deleted(DeploymentIntent deploymentIntent, DeploymentView gone) {
        DeploymentAuditSubject subject = DeploymentAuditSubject.of(gone);
        return deploymentIntent.actor() == null || subject.isOfConnection()
                ? Uni.createFrom().voidItem()
                : auditLog.recordFor(
                        deploymentIntent.account(),
                        deploymentIntent.actor(),
                        deploymentIntent.org(),
                        AuditAction.DELETE,
                        subject.type(),
                        subject.id(),
                        Map.of("name", subject.name()));
    }

    private Uni<Void> write(Caller by, AuditAction action, DeploymentAuditSubject subject, Map<String, ?> facts) {
        return auditLog.record(by, action, subject.type(), subject.id(), facts);
    }

    private static Map<String, Object> details(DeploymentView deployment) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", DeploymentAuditSubject.of(deployment).name());
        if (deployment.pipeline()) {
            facts.put("schedule", schedule(deployment));
            facts.put("steps", steps(deployment));
        }
        return facts;
    }

    /** What a person chose: what dbt needs before is put in by us. */
    private static List<String> steps(DeploymentView deployment) {
        return deployment.chain().stream()
                .filter(task -> !task.kind().isPreparation())
                .map(task -> task.connectionId() == null ? task.commandLine() : task.connectionName())
                .toList();
    }

    private static String schedule(DeploymentView deployment) {
        return deployment.cron() == null ? "none" : deployment.cron();
    }
}
