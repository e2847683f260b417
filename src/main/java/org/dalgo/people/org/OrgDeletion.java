package org.dalgo.people.org;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.dalgo.people.org.OrgOperations.Task;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;

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
    private final OrgOperations operations;
    private final OrgEnd end;
    private final OrgConfig config;

    @Inject
    OrgDeletion(Door door, Sql sql, OrgOperations operations, OrgEnd end, OrgConfig config) {
        this.door = door;
        this.sql = sql;
        this.operations = operations;
        this.end = end;
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
        return operations
                .task(job)
                .chain(task ->
                        task.running() ? remove(task, job) : Uni.createFrom().voidItem());
    }

    /** Only our own rows are left to go then; whoever asked is told an end when they have, and not before. */
    @Override
    public Uni<Void> gaveUp(Job job, Throwable cause) {
        return Uni.createFrom().failure(cause);
    }

    private Uni<Void> remove(Task task, Job job) {
        return end.removeElsewhere(task).chain(left -> {
            if (left.isEmpty() || job.last()) {
                return forget(task, left);
            }
            throw new IllegalStateException("left of organisation " + task.slug() + ": " + String.join("; ", left));
        });
    }

    private Uni<Void> forget(Task task, List<String> left) {
        return door.acrossOrganisations(
                Purpose.ORGANISATION, () -> sql.update(FORGET_PEOPLE, task.org().value(), task.account())
                        .chain(() -> end.forget(task, "done", null, left, Map.of("name", task.name()))));
    }
}
