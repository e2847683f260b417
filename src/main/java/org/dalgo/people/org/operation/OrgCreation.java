package org.dalgo.people.org.operation;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.dalgo.people.org.OrgConfig;
import org.dalgo.people.org.OrgOperationRepository;
import org.dalgo.people.org.OrgOperationRepository.OperationRow;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgStateRepository;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.jboss.logging.Logger;

/**
 * Gives a new organisation what it needs elsewhere, as often as it takes. When that is refused, or cannot be had for long,
 * the organisation is taken back with everything that was made for it.
 */
@ApplicationScoped
class OrgCreation implements JobHandler {

    private static final Logger LOG = Logger.getLogger(OrgCreation.class);

    private final TenantTransactions tenantTransactions;
    private final OrgStateRepository states;
    private final OrgService orgs;
    private final OrgOperationRepository operations;
    private final OrgLifecycleChain lifecycleChain;
    private final CallerChangePublisher changes;
    private final OrgTeardown teardown;
    private final OrgConfig config;

    @Inject
    OrgCreation(
            TenantTransactions tenantTransactions,
            OrgStateRepository states,
            OrgService orgs,
            OrgOperationRepository operations,
            OrgLifecycleChain stages,
            CallerChangePublisher changes,
            OrgTeardown end,
            OrgConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.states = states;
        this.orgs = orgs;
        this.operations = operations;
        this.lifecycleChain = stages;
        this.changes = changes;
        this.teardown = end;
        this.config = config;
    }

    @Override
    public String kind() {
        return OrgOperationRepository.CREATE_JOB;
    }

    @Override
    public JobLane lane() {
        return JobLane.PROVISIONING;
    }

    @Override
    public int maxAttempts() {
        return config.creationAttempts();
    }

    @Override
    public Uni<Void> run(Job job) {
        return operations
                .load(job)
                .chain(operationRow -> operationRow.running()
                        ? setUp(operationRow)
                        : Uni.createFrom().voidItem());
    }

    @Override
    public Uni<Void> onGivenUp(Job job, Throwable cause) {
        return operations
                .load(job)
                .chain(operationRow -> operationRow.running()
                        ? rollBack(operationRow, cause)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> setUp(OperationRow operationRow) {
        if (operationRow.deleting()) {
            return rollBack(operationRow, new IllegalStateException("it was being taken back when the process ended"));
        }
        return orgs.get(operationRow.org())
                .chain(lifecycleChain::setUp)
                .chain(() -> activate(operationRow))
                .onFailure(UpstreamFailure::isPermanent)
                .recoverWithUni(refusal -> rollBack(operationRow, refusal));
    }

    private Uni<Void> activate(OperationRow operationRow) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.ORGANISATION, () -> states.activate(operationRow.org())
                .chain(() -> operations.end(operationRow.id(), "done", null, List.of()))
                .chain(() -> changes.orgChanged(operationRow.org())));
    }

    private Uni<Void> rollBack(OperationRow operationRow, Throwable cause) {
        LOG.warnf("organisation %s could not be made: %s", operationRow.slug(), cause.getMessage());
        return markDeleting(operationRow)
                .chain(() -> teardown.removeUpstream(operationRow))
                .chain(left -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.ORGANISATION,
                        () -> teardown.deleteRows(
                                operationRow, "failed", reason(cause), left, Map.of("reason", reason(cause)))));
    }

    /** A retry after a crash must not set up an organisation that is partly removed. */
    private Uni<Void> markDeleting(OperationRow operationRow) {
        return tenantTransactions.acrossOrgs(
                CrossTenantPurpose.ORGANISATION,
                () -> states.markDeleting(operationRow.org()).chain(() -> changes.orgChanged(operationRow.org())));
    }

    private static String reason(Throwable cause) {
        return cause instanceof UpstreamFailure upstream
                ? "could not create the workspace: " + upstream.detail()
                : "could not create the organisation; please try again later";
    }
}
