package org.dalgo.flow.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.http.UpstreamFailure.Kind;
import org.dalgo.platform.job.InTurn;
import org.dalgo.platform.job.JobProgress;
import org.dalgo.platform.job.ProgressItem;
import org.dalgo.upstream.prefect.FlowRun;
import org.dalgo.upstream.prefect.FlowRunDraft;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.jboss.logging.Logger;

/**
 * Takes runs that are written down to Prefect. The key of the row goes with the request, so that whoever finds a row
 * whose request never got an answer may ask again and gets the same run.
 */
@ApplicationScoped
class RunDispatcher {

    private static final Logger LOG = Logger.getLogger(RunDispatcher.class);
    private static final String NOT_STARTED = "the run could not be given to a worker: nothing was run";

    private final Door door;
    private final RunRepository runs;
    private final RunJournal journal;
    private final RunAnnouncer announcer;
    private final RunAudit audit;
    private final JobProgress progress;
    private final PrefectAdapter prefect;
    private final RunConfig config;
    private final ObjectMapper json;

    @Inject
    RunDispatcher(
            Door door,
            RunRepository runs,
            RunJournal journal,
            RunAnnouncer announcer,
            RunAudit audit,
            JobProgress progress,
            PrefectAdapter prefect,
            RunConfig config,
            ObjectMapper json) {
        this.door = door;
        this.runs = runs;
        this.journal = journal;
        this.announcer = announcer;
        this.audit = audit;
        this.progress = progress;
        this.prefect = prefect;
        this.config = config;
        this.json = json;
    }

    /**
     * Asks Prefect for the run of a fresh row. When it certainly was not made, the row and its locks go again; when
     * nobody knows, they stay until the reconciler has looked.
     */
    Uni<StartedRun> dispatch(RunRow row) {
        return send(row)
                .onFailure(UpstreamFailure.class)
                .call(failure -> ((UpstreamFailure) failure).outcomeUnknown() ? doubt(row) : withdraw(row))
                .map(run -> new StartedRun(run.id(), run.name()));
    }

    /** Takes up starts that were left behind by a crash or an answer that never came. */
    Uni<Void> repair() {
        return door.acrossOrganisations(Purpose.RUN_REPAIR, () -> runs.claimOverdue(config.dispatchGrace()))
                .chain(overdue -> InTurn.each(overdue, this::attempt));
    }

    /** One that fails must not keep the others from their turn. */
    private Uni<Void> attempt(RunRow row) {
        return repair(row)
                .onFailure()
                .invoke(failure -> LOG.infof("run %d waits for Prefect: %s", row.id(), failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> repair(RunRow row) {
        return "doubtful".equals(row.dispatch()) || forgotten(row)
                ? look(row)
                : send(row).replaceWithVoid().onFailure(RunDispatcher::hopeless).recoverWithUni(() -> withdraw(row));
    }

    /** Whoever followed it has long gone: it is not to begin out of the blue. */
    private boolean forgotten(RunRow row) {
        return row.progress() != null
                && row.expectedStart().plus(config.patience()).isBefore(Instant.now());
    }

    private Uni<FlowRun> send(RunRow row) {
        return prefect.createFlowRun(row.deploymentId(), draft(row)).call(journal::note);
    }

    private FlowRunDraft draft(RunRow row) {
        FlowRunDraft draft = FlowRunDraft.now(row.idempotencyKey().toString());
        try {
            return row.parameters() == null ? draft : draft.parameters(json.readTree(row.parameters()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL answered JSON that is none", e);
        }
    }

    /** The person was told that it failed: a run that did reach Prefect shows up, one that did not is not started now. */
    private Uni<Void> look(RunRow row) {
        return prefect.runByIdempotencyKey(row.idempotencyKey().toString()).chain(found -> {
            if (found.isPresent()) {
                return journal.note(found.get());
            }
            Duration age = Duration.between(row.expectedStart(), Instant.now());
            return age.compareTo(config.doubtfulGrace()) > 0
                    ? withdraw(row)
                    : Uni.createFrom().voidItem();
        });
    }

    /** The row is gone, and with it what could have told about it. */
    private Uni<Void> tell(RunRow row) {
        ProgressKey key = row.progress();
        return key == null
                ? Uni.createFrom().voidItem()
                : progress.add(row.org(), key.hashkey(), key.id().toString(), ProgressItem.failed(NOT_STARTED));
    }

    private static boolean hopeless(Throwable failure) {
        return failure instanceof UpstreamFailure upstream
                && (upstream.kind() == Kind.NOT_FOUND
                        || upstream.kind() == Kind.INVALID
                        || upstream.kind() == Kind.CONFLICT);
    }

    private Uni<Void> doubt(RunRow row) {
        return door.enter(row.org(), () -> runs.doubt(row.id())).replaceWithVoid();
    }

    private Uni<Void> withdraw(RunRow row) {
        return door.enter(row.org(), () -> announcer
                .withdrawn(row)
                .chain(() -> runs.withdraw(row.id()))
                .chain(gone -> gone == 0
                        ? Uni.createFrom().voidItem()
                        : audit.notStarted(row).chain(() -> tell(row))));
    }
}
