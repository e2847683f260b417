package org.dalgo.people.org;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.people.org.OrgOperations.Task;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.stream.CallerChanges;

/**
 * Removes an organisation: first what it has in other systems, tried again while something is left, then its rows and the
 * accounts of people who are nowhere else. What could not be removed stands in the operation and in the audit log.
 */
@ApplicationScoped
class OrgDeletion implements JobHandler {

    static final String KIND = "org-delete";

    // People who are members elsewhere keep their account; so do those who run the platform.
    private static final String FORGET_PEOPLE =
            """
            with gone as (
                delete from membership m using role r
                where m.org = $1 and r.id = m.role returning m.account, r.wire_slug)
            delete from account a using gone
            where a.id = gone.account and gone.wire_slug <> 'super-admin' and a.id <> $2
              and not exists (select from membership other where other.account = a.id and other.org <> $1)
            """;

    private final Door door;
    private final Sql sql;
    private final OrgService orgs;
    private final OrgOperations operations;
    private final OrgStages stages;
    private final CallerChanges changes;
    private final Audit audit;
    private final OrgConfig config;

    @Inject
    OrgDeletion(
            Door door,
            Sql sql,
            OrgService orgs,
            OrgOperations operations,
            OrgStages stages,
            CallerChanges changes,
            Audit audit,
            OrgConfig config) {
        this.door = door;
        this.sql = sql;
        this.orgs = orgs;
        this.operations = operations;
        this.stages = stages;
        this.changes = changes;
        this.audit = audit;
        this.config = config;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int attempts() {
        return config.removalAttempts();
    }

    @Override
    public Uni<Void> run(Job job) {
        UUID id = UUID.fromString(job.payload().path("operation").asText());
        return door.acrossOrganisations(Purpose.ORGANISATION, () -> operations.task(id))
                .chain(task ->
                        task.running() ? remove(task, job) : Uni.createFrom().voidItem());
    }

    private Uni<Void> remove(Task task, Job job) {
        return orgs.get(task.org()).chain(stages::remove).chain(left -> {
            if (left.isEmpty() || job.last()) {
                return forget(task, left);
            }
            throw new IllegalStateException("left of organisation " + task.slug() + ": " + String.join("; ", left));
        });
    }

    private Uni<Void> forget(Task task, List<String> left) {
        long org = task.org().value();
        return door.acrossOrganisations(Purpose.ORGANISATION, () -> changes.ofOrg(task.org())
                .chain(() -> sql.update(FORGET_PEOPLE, org, task.account()))
                .chain(() -> sql.update("delete from org where id = $1", org))
                .chain(() -> operations.end(task.id(), "done", null, left))
                .chain(() -> audit.recordFor(
                        task.account(),
                        task.actor(),
                        null,
                        AuditAction.DELETE,
                        "org",
                        task.slug(),
                        Map.of("name", task.name(), "left_behind", left))));
    }
}
