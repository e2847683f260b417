package org.dalgo.flow.run.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.platform.job.JobProgress;
import org.dalgo.platform.job.ProgressMessage;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.log.TraceContext;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.run.FlowRun;
import org.dalgo.upstream.prefect.run.FlowRunDraft;
import org.jboss.logging.Logger;

/**
 * Sends stored runs to Prefect. The request carries the key of the row. So a row whose request got no response can be
 * sent again and yields the same run.
 */
@ApplicationScoped
public class RunDispatcher {

    private static final Logger LOG = Logger.getLogger(RunDispatcher.class);

    /** Prefect's own: its engine continues the trace in the process of the run. */
    private static final String TRACE_LABEL = "__OTEL_TRACEPARENT";

    private static final String NOT_STARTED = "the run could not be given to a worker: nothing was run";

    private final TenantTransactions tenantTransactions;
    private final RunRepository runs;
    private final RunStateWriter stateWriter;
    private final RunEventPublisher eventPublisher;
    private final RunAudit audit;
    private final JobProgress progress;
    private final PrefectAdapter prefect;
    private final RunConfig config;
    private final ObjectMapper json;

    @Inject
    RunDispatcher(
            TenantTransactions tenantTransactions,
            RunRepository runs,
            RunStateWriter stateWriter,
            RunEventPublisher eventPublisher,
            RunAudit audit,
            JobProgress progress,
            PrefectAdapter prefect,
            RunConfig config,
            ObjectMapper json) {
        this.tenantTransactions = tenantTransactions;
        this.runs = runs;
        this.stateWriter = stateWriter;
        this.eventPublisher = eventPublisher;
        this.audit = audit;
        this.progress = progress;
        this.prefect = prefect;
        this.config = config;
        this.json = json;
    }

    /**
     * Requests the run of a fresh row from Prefect. When it certainly was not made, the row and its locks go again;
     * when the outcome is unknown, they stay until the reconciler has looked.
     */
    public Uni<StartedRun> dispatch(RunRow row) {
        return send(row)
                .onFailure(UpstreamFailure.class)
                .call(failure -> ((UpstreamFailure) failure).outcomeUnknown() ? markUnconfirmed(row) : delete(row))
                .map(run -> new StartedRun(run.id(), run.name()));
    }

    /** Takes up starts that were left behind by a crash or an answer that never came. */
    public Uni<Void> repair() {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.RUN_REPAIR, () -> runs.claimOverdue(config.dispatchGrace()))
                .chain(overdue -> Unis.sequentially(overdue, this::repairOrLog));
    }

    /** One that fails must not keep the others from their turn. */
    private Uni<Void> repairOrLog(RunRow row) {
        return repair(row)
                .onFailure()
                .invoke(failure -> LOG.infof("Run %d waits for Prefect: %s", row.id(), failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> repair(RunRow row) {
        return "unconfirmed".equals(row.dispatch()) || isExpired(row)
                ? resolveUnconfirmed(row)
                : send(row)
                        .replaceWithVoid()
                        .onFailure(RunDispatcher::isPermanent)
                        .recoverWithUni(() -> delete(row));
    }

    /** Too old to begin: the person who followed it no longer waits for it. */
    private boolean isExpired(RunRow row) {
        return row.progress() != null
                && row.expectedStart().plus(config.queueTimeout()).isBefore(Instant.now());
    }

    private Uni<FlowRun> send(RunRow row) {
        return prefect.createFlowRun(row.deploymentId(), draft(row)).call(stateWriter::apply);
    }

    private FlowRunDraft draft(RunRow row) {
        FlowRunDraft draft = FlowRunDraft.now(row.idempotencyKey().toString())
                .labels(TraceContext.current()
                        .map(traceparent -> Map.of(TRACE_LABEL, traceparent))
                        .orElse(Map.of()));
        try {
            return row.parameters() == null ? draft : draft.parameters(json.readTree(row.parameters()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL answered JSON that is none", e);
        }
    }

    /** The person saw a failure: a run that did reach Prefect shows up, one that did not is not started now. */
    private Uni<Void> resolveUnconfirmed(RunRow row) {
        return prefect.runByIdempotencyKey(row.idempotencyKey().toString()).chain(found -> {
            if (found.isPresent()) {
                return stateWriter.apply(found.get());
            }
            Duration age = Duration.between(row.expectedStart(), Instant.now());
            return age.compareTo(config.unconfirmedGrace()) > 0
                    ? delete(row)
                    : Uni.createFrom().voidItem();
        });
    }

    /** The row is gone, so its progress is stored as a message. */
    private Uni<Void> publishFailure(RunRow row) {
        ProgressKey key = row.progress();
        return key == null
                ? Uni.createFrom().voidItem()
                : progress.add(row.org(), key.hashkey(), key.id().toString(), ProgressMessage.failed(NOT_STARTED));
    }

    /** The operator mends credentials that Prefect refuses, and the run starts then. */
    private static boolean isPermanent(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.isPermanent() && upstream.kind() != Kind.REFUSED;
    }

    private Uni<Void> markUnconfirmed(RunRow row) {
        return tenantTransactions
                .inOrg(row.org(), () -> runs.markUnconfirmed(row.id()))
                .replaceWithVoid();
    }

    private Uni<Void> delete(RunRow row) {
        return tenantTransactions.inOrg(row.org(), () -> eventPublisher
                .publishDeletion(row)
                .chain(() -> runs.deleteUnsent(row.id()))
                .chain(gone -> gone == 0
                        ? Uni.createFrom().voidItem()
                        : audit.notStarted(row).chain(() -> publishFailure(row))));
    }
}
