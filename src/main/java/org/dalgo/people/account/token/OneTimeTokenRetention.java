package org.dalgo.people.account.token;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.dalgo.platform.retention.ExpiredRows;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/** Expired tokens open nothing and are deleted. */
@ApplicationScoped
class OneTimeTokenRetention {

    @Produces
    @Singleton
    RetentionRule oneTimeTokens(Sql sql) {
        return new ExpiredRows(
                sql,
                "one-time-tokens",
                Duration.ZERO,
                "delete from one_time_token where token_hash in"
                        + " (select token_hash from one_time_token where expires_at < $1 order by expires_at limit $2)");
    }
}
