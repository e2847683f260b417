package org.dalgo.people.org;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dalgo.people.org.OrgOperations.Task;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.stream.CallerChanges;

/** How an organisation ends, whether somebody wants that or it could not be made whole. */
@ApplicationScoped
class OrgEnd {

    private final Sql sql;
    private final OrgService orgs;
    private final OrgOperations operations;
    private final OrgStages stages;
    private final CallerChanges changes;
    private final Audit audit;

    @Inject
    OrgEnd(Sql sql, OrgService orgs, OrgOperations operations, OrgStages stages, CallerChanges changes, Audit audit) {
        this.sql = sql;
        this.orgs = orgs;
        this.operations = operations;
        this.stages = stages;
        this.changes = changes;
        this.audit = audit;
    }

    /** Removes what it has in other systems; answers what could not be removed. Not to be called within a unit of work. */
    Uni<List<String>> removeElsewhere(Task task) {
        return orgs.get(task.org()).chain(stages::remove);
    }

    /**
     * Deletes its rows and ends the operation; what is left behind stands there and in the audit log. Joins the unit of work
     * in hand, which is across organisations.
     *
     * @param state how the operation ends
     * @param reason why it failed, or null
     * @param details of the entry, without what is left behind
     */
    Uni<Void> forget(Task task, String state, String reason, List<String> left, Map<String, ?> details) {
        Map<String, Object> facts = new HashMap<>(details);
        facts.put("left_behind", left);
        return changes.ofOrg(task.org())
                .chain(() ->
                        sql.update("delete from org where id = $1", task.org().value()))
                .chain(() -> operations.end(task.id(), state, reason, left))
                .chain(() -> audit.recordFor(
                        task.account(), task.actor(), null, AuditAction.DELETE, "org", task.slug(), facts));
    }
}
