package org.dalgo.platform.audit;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.platform.job.ClusterSchedule;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Deletes entries that are too old, a bounded number at a time. */
@ApplicationScoped
class AuditRetention {

    private static final String SLOT = "delete old audit entries";
    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final int BATCH_SIZE = 10_000;

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final ClusterSchedule slots;
    private final AuditConfig config;

    @Inject
    AuditRetention(TenantTransactions tenantTransactions, Sql sql, ClusterSchedule slots, AuditConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.slots = slots;
        this.config = config;
    }

    @Scheduled(every = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP, identity = SLOT)
    Uni<Void> tick() {
        return slots.claim(SLOT, PERIOD)
                .chain(due -> due
                        ? deleteExpired().replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }

    /** Deletes; answers how many. */
    Uni<Integer> deleteExpired() {
        return tenantTransactions.acrossOrgs(
                CrossTenantPurpose.HOUSEKEEPING,
                () -> sql.update(
                        "delete from audit_entry where id in (select id from audit_entry"
                                + " where at < now() - $1::bigint * interval '1 second' order by at limit $2)",
                        config.kept().toSeconds(),
                        BATCH_SIZE));
    }
}
