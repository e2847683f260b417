package org.dalgo.flow.run.log;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.dalgo.platform.pubsub.PgNotifications;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * The writing side of the archive. A reader leases a run. Every write checks that lease under the lock of the run's
 * row, so a reader with an expired lease writes nothing. A line gets its sequence number here, once.
 */
@ApplicationScoped
public class LogArchive {

    /** Channel on which the key of a run with new lines is sent to all replicas. */
    public static final String LINE_CHANNEL = "dalgo_line";

    /** Channel on which the key of a changed run is sent, by {@code flow.run} and, when its log is complete, from here. */
    public static final String RUN_CHANNEL = "dalgo_run";

    private final TenantTransactions tenantTransactions;
    private final LogArchiveRepository repository;
    private final PgNotifications pgNotifications;

    @Inject
    LogArchive(
            TenantTransactions tenantTransactions, LogArchiveRepository repository, PgNotifications pgNotifications) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
        this.pgNotifications = pgNotifications;
    }

    /** Leases runs that have something to read and no reader with a lease. */
    public Uni<List<LeasedRun>> lease(UUID reader, Duration lease, int most) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.LOG_LEASE, () -> repository.lease(reader, lease, most));
    }

    /** Renews a lease; answers the run's state, or nothing when the lease is lost. */
    public Uni<Optional<String>> renew(LeasedRun run, UUID reader, Duration lease) {
        return tenantTransactions.inOrg(run.org(), () -> repository.renew(run, reader, lease));
    }

    /**
     * Appends lines in this order and gives each a sequence number; lines that are archived already are skipped.
     *
     * @return number of lines that were new; nothing when the lease is lost
     */
    public Uni<Optional<Integer>> append(LeasedRun run, UUID reader, List<SourceLine> lines) {
        return underLease(
                run, reader, count -> repository.insertLines(run, count, lines).call(added -> count(run, added)));
    }

    /** Declares a log complete. Answers false when the lease is lost. */
    public Uni<Boolean> complete(LeasedRun run, UUID reader) {
        return underLease(run, reader, count -> repository
                        .markComplete(run)
                        .call(() -> pgNotifications.publish(RUN_CHANNEL, Long.toString(run.id())))
                        .replaceWith(true))
                .map(Optional::isPresent);
    }

    /** Stores subflows with the steps that started them. */
    public Uni<Boolean> recordSubflows(LeasedRun run, UUID reader, Map<UUID, UUID> stepOfSubflow) {
        return underLease(run, reader, count -> repository
                        .insertSubflows(run, stepOfSubflow)
                        .replaceWith(true))
                .map(Optional::isPresent);
    }

    /** Releases a lease, so that another replica can read the run at once. */
    public Uni<Void> release(LeasedRun run, UUID reader, boolean over) {
        return tenantTransactions.inOrg(run.org(), () -> repository.release(run, reader, over));
    }

    /** The work gets the number of lines that have a place. */
    private <T> Uni<Optional<T>> underLease(LeasedRun run, UUID reader, Function<Integer, Uni<T>> work) {
        return tenantTransactions.inOrg(run.org(), () -> repository
                .lockLineCount(run, reader)
                .chain(count -> count.isEmpty()
                        ? Uni.createFrom().item(Optional.<T>empty())
                        : work.apply(count.get()).map(Optional::of)));
    }

    private Uni<?> count(LeasedRun run, int added) {
        return added == 0
                ? Uni.createFrom().voidItem()
                : repository
                        .addLineCount(run, added)
                        .call(() -> pgNotifications.publish(LINE_CHANNEL, Long.toString(run.id())));
    }
}
