package org.dalgo.people.org.operation;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dalgo.people.org.OrgOperationRepository;
import org.dalgo.people.org.OrgOperationRepository.OperationRow;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgStateRepository;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.security.cache.CallerChangePublisher;

/** Removes an organisation on request, or after its creation failed. */
@ApplicationScoped
class OrgTeardown {

    private final OrgStateRepository states;
    private final OrgService orgs;
    private final OrgOperationRepository operations;
    private final OrgLifecycleChain lifecycleChain;
    private final CallerChangePublisher changes;
    private final AuditLog auditLog;

    @Inject
    OrgTeardown(
            OrgStateRepository states,
            OrgService orgs,
            OrgOperationRepository operations,
            OrgLifecycleChain stages,
            CallerChangePublisher changes,
            AuditLog auditLog) {
        this.states = states;
        this.orgs = orgs;
        this.operations = operations;
        this.lifecycleChain = stages;
        this.changes = changes;
        this.auditLog = auditLog;
    }

    /** Removes what it has in other systems; answers what could not be removed. Not to be called within a unit of work. */
    Uni<List<String>> removeUpstream(OperationRow operationRow) {
        return orgs.get(operationRow.org()).chain(lifecycleChain::remove);
    }

    /**
     * Deletes its rows and ends the operation; what is left behind stands there and in the audit log. Joins the current
     * transaction, which is across organisations.
     *
     * @param state how the operation ends
     * @param reason why it failed, or null
     * @param details of the entry, without what is left behind
     */
    Uni<Void> deleteRows(
            OperationRow operationRow, String state, String reason, List<String> left, Map<String, ?> details) {
        Map<String, Object> facts = new HashMap<>(details);
        facts.put("left_behind", left);
        return changes.orgChanged(operationRow.org())
                .chain(() -> states.delete(operationRow.org()))
                .chain(() -> operations.end(operationRow.id(), state, reason, left))
                .chain(() -> auditLog.recordFor(
                        operationRow.account(),
                        operationRow.actor(),
                        null,
                        AuditAction.DELETE,
                        "org",
                        operationRow.slug(),
                        facts));
    }
}
