package org.dalgo.flow.run;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dalgo.flow.lock.LockRequest;
import org.dalgo.flow.lock.LockService;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;
import org.dalgo.upstream.prefect.CancelOutcome;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.StateType;

/** Starts and cancels runs, and tells about them. */
@ApplicationScoped
public class RunService {

    private record Target(long deployment, List<Long> tasks) {}

    private final Door door;
    private final Sql sql;
    private final RunRepository runs;
    private final LockService locks;
    private final RunDispatcher dispatcher;
    private final RunJournal journal;
    private final RunAnnouncer announcer;
    private final PrefectAdapter prefect;
    private final RunConfig config;

    @Inject
    RunService(
            Door door,
            Sql sql,
            RunRepository runs,
            LockService locks,
            RunDispatcher dispatcher,
            RunJournal journal,
            RunAnnouncer announcer,
            PrefectAdapter prefect,
            RunConfig config) {
        this.door = door;
        this.sql = sql;
        this.runs = runs;
        this.locks = locks;
        this.dispatcher = dispatcher;
        this.journal = journal;
        this.announcer = announcer;
        this.prefect = prefect;
        this.config = config;
    }

    /**
     * Starts a run of a deployment: a pipeline, the sync of a connection or a single task.
     *
     * @return the run; fails with NOT_FOUND for a deployment of nobody or of somebody else, INVALID when it has no
     *     tasks, BAD_REQUEST naming who runs one of them now, or with the failure of Prefect
     */
    public Uni<StartedRun> start(Caller caller, UUID deploymentId) {
        return door.enter(caller.org(), () -> target(caller.org(), deploymentId)
                        .chain(target -> writeDown(caller, deploymentId, target)))
                .chain(dispatcher::dispatch);
    }

    /** One run of the organisation; fails with NOT_FOUND. */
    Uni<RunRow> get(OrgId org, UUID flowRunId) {
        return door.enter(org, () -> runs.byFlowRun(org, flowRunId))
                .map(found -> found.orElseThrow(RunService::absent));
    }

    /** Asks a run to stop; fails with BAD_REQUEST when it had ended before. */
    Uni<Void> cancel(Caller caller, UUID flowRunId) {
        return get(caller.org(), flowRunId)
                .chain(run -> prefect.cancel(flowRunId, "cancelled by " + caller.email()))
                .chain(outcome -> note(flowRunId, outcome));
    }

    private Uni<Void> note(UUID flowRunId, CancelOutcome outcome) {
        if (outcome.kind() == CancelOutcome.Kind.ALREADY_ENDED) {
            return Uni.createFrom().failure(Failure.badRequest("the run has already ended"));
        }
        StateType type = outcome.kind() == CancelOutcome.Kind.CANCELLED ? StateType.CANCELLED : StateType.CANCELLING;
        String name = type == StateType.CANCELLED ? "Cancelled" : "Cancelling";
        return prefect.getFlowRun(flowRunId)
                .chain(run -> run.isPresent()
                        ? journal.note(run.get())
                        : journal.note(flowRunId, StateChange.of(type, name, Instant.now())));
    }

    private Uni<Target> target(OrgId org, UUID deploymentId) {
        return sql.select(
                        "select d.id, t.org_task from deployment d left join deployment_task t on t.deployment = d.id"
                                + " where d.org = $1 and d.deployment_id = $2",
                        org.value(),
                        deploymentId)
                .map(rows -> {
                    if (rows.isEmpty()) {
                        throw Failure.notFound("pipeline not found");
                    }
                    List<Long> tasks = rows.stream()
                            .filter(row -> row[1] != null)
                            .map(row -> ((Number) row[1]).longValue())
                            .distinct()
                            .toList();
                    if (tasks.isEmpty()) {
                        throw new Failure(Problem.INVALID, "no org task mapped to the deployment");
                    }
                    return new Target(((Number) rows.get(0)[0]).longValue(), tasks);
                });
    }

    private Uni<RunRow> writeDown(Caller caller, UUID deploymentId, Target target) {
        Run run = new Run();
        run.org = caller.org().value();
        run.deployment = target.deployment();
        run.deploymentId = deploymentId;
        run.idempotencyKey = UUID.randomUUID();
        run.account = caller.account();
        run.dispatchDue = Instant.now().plus(config.dispatchGrace());
        return runs.persistAndFlush(run)
                .chain(saved -> locks.acquireAll(
                        new LockRequest(caller.org(), saved.id, target.deployment(), caller.account(), target.tasks())))
                .chain(() -> runs.byId(run.id))
                .map(row -> row.orElseThrow())
                .call(announcer::changed);
    }

    private static Failure absent() {
        return Failure.notFound("flow run not found");
    }
}
