package org.dalgo.flow.run.event;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.dalgo.flow.run.state.RunConfig;
import org.dalgo.flow.run.state.RunRepository;
import org.dalgo.flow.run.state.RunRow;
import org.dalgo.flow.run.state.RunStateWriter;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.run.StateType;
import org.jboss.logging.Logger;

/**
 * Runs whose process was killed without a word. Prefect would show them running for ever; we tell it that they crashed
 * when their signs of life stop while we are listening.
 */
@ApplicationScoped
class StaleRunDetector {

    private static final Logger LOG = Logger.getLogger(StaleRunDetector.class);

    private final TenantTransactions tenantTransactions;
    private final RunRepository runs;
    private final RunStateWriter stateWriter;
    private final PrefectAdapter prefect;
    private final RunConfig config;

    /** Since when events have been coming without a break; null while they are not. */
    private volatile Instant connectedSince;

    @Inject
    StaleRunDetector(
            TenantTransactions tenantTransactions,
            RunRepository runs,
            RunStateWriter stateWriter,
            PrefectAdapter prefect,
            RunConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.runs = runs;
        this.stateWriter = stateWriter;
        this.prefect = prefect;
        this.config = config;
    }

    void onConnected() {
        connectedSince = Instant.now();
    }

    void onDisconnected() {
        connectedSince = null;
    }

    /** Ends those that fell silent; our flows give signs of life from their first moment on. */
    Uni<Void> markCrashed() {
        Instant since = connectedSince;
        Duration silence = config.deadAfter();
        if (since == null || since.plus(silence).isAfter(Instant.now())) {
            return Uni.createFrom().voidItem();
        }
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.RUN_REPAIR, () -> runs.findWithoutHeartbeat(silence))
                .chain(silent -> Unis.sequentially(silent, this::markCrashed));
    }

    private Uni<Void> markCrashed(RunRow run) {
        LOG.infof(
                "run %s has been silent for %d s: its worker is gone",
                run.flowRunId(), config.deadAfter().toSeconds());
        StateType type = "CANCELLING".equals(run.stateType()) ? StateType.CANCELLED : StateType.CRASHED;
        String name = type == StateType.CANCELLED ? "Cancelled" : "Crashed";
        return prefect.forceState(run.flowRunId(), type, name, "its worker stopped without a word")
                .chain(ignored -> prefect.getFlowRun(run.flowRunId()))
                .chain(after -> after.isPresent() ? stateWriter.apply(after.get()) : stateWriter.markDeleted(run));
    }
}
