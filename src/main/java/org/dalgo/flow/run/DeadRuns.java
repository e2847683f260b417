package org.dalgo.flow.run;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.job.InTurn;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.StateType;
import org.jboss.logging.Logger;

/**
 * Runs whose process was killed without a word. Prefect would show them running for ever; we tell it that they crashed
 * when their signs of life stop while we are listening.
 */
@ApplicationScoped
class DeadRuns {

    private static final Logger LOG = Logger.getLogger(DeadRuns.class);

    private final Door door;
    private final RunRepository runs;
    private final RunJournal journal;
    private final PrefectAdapter prefect;
    private final RunConfig config;

    /** Since when events have been coming without a break; null while they are not. */
    private volatile Instant listeningSince;

    @Inject
    DeadRuns(Door door, RunRepository runs, RunJournal journal, PrefectAdapter prefect, RunConfig config) {
        this.door = door;
        this.runs = runs;
        this.journal = journal;
        this.prefect = prefect;
        this.config = config;
    }

    void listening() {
        listeningSince = Instant.now();
    }

    void deaf() {
        listeningSince = null;
    }

    /** Ends those that fell silent; our flows give signs of life from their first moment on. */
    Uni<Void> bury() {
        Instant since = listeningSince;
        Duration silence = config.deadAfter();
        if (since == null || since.plus(silence).isAfter(Instant.now())) {
            return Uni.createFrom().voidItem();
        }
        return door.acrossOrganisations(Purpose.RUN_REPAIR, () -> runs.silent(silence))
                .chain(silent -> InTurn.each(silent, this::bury));
    }

    private Uni<Void> bury(RunRow run) {
        LOG.infof(
                "run %s has been silent for %d s: its worker is gone",
                run.flowRunId(), config.deadAfter().toSeconds());
        StateType type = "CANCELLING".equals(run.stateType()) ? StateType.CANCELLED : StateType.CRASHED;
        String name = type == StateType.CANCELLED ? "Cancelled" : "Crashed";
        return prefect.forceState(run.flowRunId(), type, name, "its worker stopped without a word")
                .chain(ignored -> prefect.getFlowRun(run.flowRunId()))
                .chain(after -> after.isPresent() ? journal.note(after.get()) : journal.noteDeleted(run));
    }
}
