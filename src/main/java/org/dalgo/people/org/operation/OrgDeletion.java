package org.dalgo.people.org.operation;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.dalgo.people.org.OrgConfig;
import org.dalgo.people.org.OrgOperationRepository;
import org.dalgo.people.org.OrgOperationRepository.OperationRow;
import org.dalgo.people.org.OrgStateRepository;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Removes an organisation. What it has in other systems goes first, with repetition until nothing is left. Then its
 * rows go, and accounts without another membership. What could not be removed stands in the operation and in the audit
 * log.
 */
@ApplicationScoped
class OrgDeletion implements JobHandler {

    private final TenantTransactions tenantTransactions;
    private final OrgStateRepository states;
    private final OrgOperationRepository operations;
    private final OrgTeardown teardown;
    private final OrgConfig config;

    @Inject
    OrgDeletion(
            TenantTransactions tenantTransactions,
            OrgStateRepository states,
            OrgOperationRepository operations,
            OrgTeardown end,
            OrgConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.states = states;
        this.operations = operations;
        this.teardown = end;
        this.config = config;
    }

    @Override
    public String kind() {
        return OrgOperationRepository.DELETE_JOB;
    }

    @Override
    public JobLane lane() {
        return JobLane.PROVISIONING;
    }

    @Override
    public int maxAttempts() {
        return config.removalAttempts();
    }

    @Override
    public Uni<Void> run(Job job) {
        return operations
                .load(job)
                .chain(operationRow -> operationRow.running()
                        ? remove(operationRow, job)
                        : Uni.createFrom().voidItem());
    }

    /** Only rows of this database are left then, so the job is retried until they are deleted. */
    @Override
    public Uni<Void> onGivenUp(Job job, Throwable cause) {
        return Uni.createFrom().failure(cause);
    }

    private Uni<Void> remove(OperationRow operationRow, Job job) {
        return teardown.removeUpstream(operationRow).chain(left -> {
            if (left.isEmpty() || job.last()) {
                return deleteRows(operationRow, left);
            }
            throw new IllegalStateException(
                    "left of organisation " + operationRow.slug() + ": " + String.join("; ", left));
        });
    }

    private Uni<Void> deleteRows(OperationRow operationRow, List<String> left) {
        return tenantTransactions.acrossOrgs(
                CrossTenantPurpose.ORGANISATION, () -> states.deleteMembers(operationRow.org(), operationRow.account())
                        .chain(() -> teardown.deleteRows(
                                operationRow, "done", null, left, Map.of("name", operationRow.name()))));
    }
}
