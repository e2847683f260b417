package org.dalgo.people.auth;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Deletes expired sessions, links, rate limit uses, networks and keys. Replicas may do so at the same time. */
@ApplicationScoped
class ExpiredAuthCleanup {

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final SigningKeys keys;

    @Inject
    ExpiredAuthCleanup(TenantTransactions tenantTransactions, Sql sql, SigningKeys keys) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.keys = keys;
    }

    /** Ended sessions stay for a month, for questions about what happened. */
    @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> purge() {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.HOUSEKEEPING, () -> sql.update(
                                "delete from session where coalesce(revoked_at, expires_at) < now() - interval '30 days'")
                        .chain(() -> sql.update(
                                "delete from sign_in_network where last_used_at < now() - interval '180 days'"))
                        .chain(() -> sql.update("delete from one_time_token where expires_at < now()"))
                        .chain(() -> sql.update("delete from rate_limit_usage where used_until < now()")))
                .chain(keys::purgeExpired);
    }
}
