package org.dalgo.flow.run.result;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.dalgo.flow.run.result.ResultRepository.ReadRun;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.artifact.Artifact;
import org.jboss.logging.Logger;

/**
 * Copies what the steps of a run stored in Prefect into our rows. A step stores its outcome before it ends, so an ended run
 * has all of them. Reading twice changes nothing.
 */
@ApplicationScoped
public class OutcomeReader {

    private static final Logger LOG = Logger.getLogger(OutcomeReader.class);

    /** Type of the artifacts that {@code dalgo_flows} stores. */
    private static final String TYPE = "dalgo-step-outcome";

    /** A part of an outcome has 64 KiB. */
    private static final int PAGE = 25;

    private static final int MOST_PAGES = 40;

    /** Runs that ended earlier have what they have. */
    private static final Duration LOOK_BACK = Duration.ofDays(7);

    private static final int RUNS_IN_A_TURN = 50;

    private final TenantTransactions tenantTransactions;
    private final ResultRepository results;
    private final StepOutcomeParser parser;
    private final PrefectAdapter prefect;

    @Inject
    OutcomeReader(
            TenantTransactions tenantTransactions,
            ResultRepository results,
            StepOutcomeParser parser,
            PrefectAdapter prefect) {
        this.tenantTransactions = tenantTransactions;
        this.results = results;
        this.parser = parser;
        this.prefect = prefect;
    }

    /** Reads the outcomes of a run; one without a row of ours has none. Fails with the failure of Prefect. */
    public Uni<Void> read(UUID flowRunId) {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.RUN_STATE, () -> results.runAcrossOrgs(flowRunId))
                .chain(run -> run.isEmpty() ? Uni.createFrom().voidItem() : read(run.get(), flowRunId));
    }

    /** The same before the end of a run is written, so that its failure can be explained. Without Prefect it is not. */
    public Uni<Void> tryRead(UUID flowRunId) {
        return read(flowRunId)
                .onFailure()
                .invoke(failure ->
                        LOG.infof("Results of the run %s are read later: %s", flowRunId, failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /**
     * Reads ended runs whose outcomes are not read yet: this process or Prefect was down when they ended. Fails with the
     * first failure, after the others are read.
     */
    public Uni<Void> readMissing() {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.RUN_REPAIR, () -> results.findUnreadAcrossOrgs(LOOK_BACK, RUNS_IN_A_TURN))
                .chain(this::readEach);
    }

    private Uni<Void> readEach(List<UUID> flowRuns) {
        AtomicReference<Throwable> first = new AtomicReference<>();
        return Unis.sequentially(flowRuns, flowRun -> read(flowRun)
                        .onFailure()
                        .invoke(failure -> first.compareAndSet(null, failure))
                        .onFailure()
                        .recoverWithNull())
                .chain(() -> first.get() == null
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().failure(first.get()));
    }

    private Uni<Void> read(ReadRun run, UUID flowRunId) {
        return pages(flowRunId, 0, new ArrayList<>())
                .map(this::outcomes)
                .chain(outcomes -> tenantTransactions.inOrg(
                        run.org(), () -> Unis.sequentially(outcomes, outcome -> results.insert(run, outcome))
                                .chain(() -> results.markRead(run))
                                .replaceWithVoid()));
    }

    private Uni<List<Artifact>> pages(UUID flowRunId, int page, List<Artifact> before) {
        return prefect.artifactsOf(flowRunId, TYPE, PAGE, page * PAGE).chain(found -> {
            before.addAll(found);
            return found.size() < PAGE || page + 1 >= MOST_PAGES
                    ? Uni.createFrom().item(before)
                    : pages(flowRunId, page + 1, before);
        });
    }

    /** Oldest first: of a node that a step built twice, the later result is its result. */
    private List<StoredOutcome> outcomes(List<Artifact> newestFirst) {
        List<StoredOutcome> outcomes = new ArrayList<>();
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            Artifact artifact = newestFirst.get(i);
            if (artifact.taskRunId() != null && artifact.created() != null) {
                Optional<StepOutcome> parsed = parser.parse(artifact.data());
                parsed.ifPresent(
                        outcome -> outcomes.add(new StoredOutcome(artifact.taskRunId(), artifact.created(), outcome)));
            }
        }
        return outcomes;
    }
}
