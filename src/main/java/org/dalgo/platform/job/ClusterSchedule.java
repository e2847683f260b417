package org.dalgo.platform.job;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Lets one replica at a time do a piece of periodic work, by a row that says when it is due next. */
@ApplicationScoped
public class ClusterSchedule {

    private final TenantTransactions tenantTransactions;
    private final Sql sql;

    @Inject
    ClusterSchedule(TenantTransactions tenantTransactions, Sql sql) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
    }

    /**
     * Claims the next turn of a piece of work.
     *
     * @param name of the work
     * @param period between two turns; ticks may come more often, but not less
     * @return true when the work is due and this replica does it
     */
    public Uni<Boolean> claim(String name, Duration period) {
        // A turn further away than one period was planned by a replica with a longer one.
        // A little less than the period, or a tick that comes a moment early would skip every second turn.
        long millis = period.toMillis() * 95 / 100;
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.CLUSTER_SCHEDULE,
                        () -> sql.rows(
                                "insert into cluster_schedule as s (name, next_at)"
                                        + " values ($1, now() + $2::bigint * interval '1 millisecond')"
                                        + " on conflict (name) do update set next_at = excluded.next_at"
                                        + " where s.next_at <= now() or s.next_at > excluded.next_at returning name",
                                name,
                                millis))
                .map(claimed -> !claimed.isEmpty());
    }
}
