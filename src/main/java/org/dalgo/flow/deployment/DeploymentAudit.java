package org.dalgo.flow.deployment;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dalgo.flow.deployment.DeploymentIntents.Intent;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;

/** Entries about pipelines and tasks. Each joins the unit of work in which our row of the deployment changes. */
@ApplicationScoped
class DeploymentAudit {

    private final Audit audit;

    @Inject
    DeploymentAudit(Audit audit) {
        this.audit = audit;
    }

    Uni<Void> created(Caller by, DeploymentView made) {
        DeploymentSubject subject = DeploymentSubject.of(made);
        return subject.isOfConnection()
                ? Uni.createFrom().voidItem()
                : note(by, AuditAction.CREATE, subject, facts(made));
    }

    Uni<Void> changed(Caller by, DeploymentView before, DeploymentView after) {
        Map<String, Object> facts = facts(after);
        if (!Objects.equals(before.name(), after.name())) {
            facts.put("former_name", before.name());
        }
        if (!Objects.equals(before.cron(), after.cron())) {
            facts.put("former_schedule", schedule(before));
        }
        return note(by, AuditAction.UPDATE, DeploymentSubject.of(after), facts);
    }

    /** Its schedule was let run, or stopped. */
    Uni<Void> switched(Caller by, DeploymentView deployment, boolean active) {
        return note(
                by,
                AuditAction.UPDATE,
                DeploymentSubject.of(deployment),
                Map.of("name", deployment.name(), "schedule_active", active));
    }

    /** Says nothing when nobody asked for it: the organisation ends, or a creation is taken back. */
    Uni<Void> deleted(Intent intent, DeploymentView gone) {
        DeploymentSubject subject = DeploymentSubject.of(gone);
        return intent.actor() == null || subject.isOfConnection()
                ? Uni.createFrom().voidItem()
                : audit.recordFor(
                        intent.account(),
                        intent.actor(),
                        intent.org(),
                        AuditAction.DELETE,
                        subject.type(),
                        subject.id(),
                        Map.of("name", subject.name()));
    }

    private Uni<Void> note(Caller by, AuditAction action, DeploymentSubject subject, Map<String, ?> facts) {
        return audit.record(by, action, subject.type(), subject.id(), facts);
    }

    private static Map<String, Object> facts(DeploymentView deployment) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", DeploymentSubject.of(deployment).name());
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
