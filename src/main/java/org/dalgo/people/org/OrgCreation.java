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
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.stream.CallerChanges;
import org.jboss.logging.Logger;

/**
 * Gives a new organisation what it needs elsewhere, as often as it takes. When that is refused, or cannot be had for long,
 * the organisation is taken back with everything that was made for it.
 */
@ApplicationScoped
class OrgCreation implements JobHandler {

    static final String KIND = "org-create";

    private static final Logger LOG = Logger.getLogger(OrgCreation.class);

    private final Door door;
    private final Sql sql;
    private final OrgService orgs;
    private final OrgOperations operations;
    private final OrgStages stages;
    private final CallerChanges changes;
    private final OrgEnd end;
    private final OrgConfig config;

    @Inject
    OrgCreation(
            Door door,
            Sql sql,
            OrgService orgs,
            OrgOperations operations,
            OrgStages stages,
            CallerChanges changes,
            OrgEnd end,
            OrgConfig config) {
        this.door = door;
        this.sql = sql;
        this.orgs = orgs;
        this.operations = operations;
        this.stages = stages;
        this.changes = changes;
        this.end = end;
        this.config = config;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int attempts() {
        return config.creationAttempts();
    }

    @Override
    public Uni<Void> run(Job job) {
        return operations
                .task(job)
                .chain(task -> task.running() ? set(task) : Uni.createFrom().voidItem());
    }

    @Override
    public Uni<Void> gaveUp(Job job, Throwable cause) {
        return operations
                .task(job)
                .chain(task -> task.running()
                        ? takeBack(task, cause)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> set(Task task) {
        if (task.ending()) {
            return takeBack(task, new IllegalStateException("it was being taken back when the process ended"));
        }
        return orgs.get(task.org())
                .chain(stages::setUp)
                .chain(() -> activate(task))
                .onFailure(OrgCreation::isRefusal)
                .recoverWithUni(refusal -> takeBack(task, refusal));
    }

    private Uni<Void> activate(Task task) {
        return door.acrossOrganisations(Purpose.ORGANISATION, () -> sql.update(
                        "update org set state = 'active', updated_at = now() where id = $1 and state = 'creating'",
                        task.org().value())
                .chain(() -> operations.end(task.id(), "done", null, List.of()))
                .chain(() -> changes.ofOrg(task.org())));
    }

    private Uni<Void> takeBack(Task task, Throwable cause) {
        LOG.warnf("organisation %s could not be made: %s", task.slug(), cause.getMessage());
        return markEnding(task)
                .chain(() -> end.removeElsewhere(task))
                .chain(left -> door.acrossOrganisations(
                        Purpose.ORGANISATION,
                        () -> end.forget(task, "failed", reason(cause), left, Map.of("reason", reason(cause)))));
    }

    /** Whoever goes on after a crash must not set up what is half removed. */
    private Uni<Void> markEnding(Task task) {
        return door.acrossOrganisations(Purpose.ORGANISATION, () -> sql.update(
                        "update org set state = 'deleting', updated_at = now() where id = $1",
                        task.org().value())
                .chain(() -> changes.ofOrg(task.org())));
    }

    /** A system that is down may be up again soon; one that says no says it again. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof UpstreamFailure upstream
                && switch (upstream.kind()) {
                    case REFUSED, NOT_FOUND, CONFLICT, INVALID -> true;
                    default -> false;
                };
    }

    private static String reason(Throwable cause) {
        return cause instanceof UpstreamFailure upstream
                ? "could not create the workspace: " + upstream.detail()
                : "could not create the organisation; please try again later";
    }
}
