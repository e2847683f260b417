package org.dalgo.platform.ratelimit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.dalgo.platform.retention.ExpiredRows;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/** Uses whose period is over count for nothing and are deleted. */
@ApplicationScoped
class RateLimitRetention {

    @Produces
    @Singleton
    RetentionRule rateLimitUses(Sql sql) {
        return new ExpiredRows(
                sql,
                "rate-limit-uses",
                Duration.ZERO,
                "delete from rate_limit_usage where (limit_name, key_hash) in (select limit_name, key_hash"
                        + " from rate_limit_usage where used_until < $1 order by used_until limit $2)");
    }
}
