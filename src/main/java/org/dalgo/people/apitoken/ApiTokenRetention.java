package org.dalgo.people.apitoken;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.dalgo.platform.retention.ExpiredRows;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/** Life of expired API tokens: people look in the list for why a program is refused. */
@ApplicationScoped
class ApiTokenRetention {

    private static final Duration EXPIRED = Duration.ofDays(30);

    @Produces
    @Singleton
    RetentionRule apiTokens(Sql sql) {
        return new ExpiredRows(
                sql,
                "api-tokens",
                EXPIRED,
                "delete from api_token where id in"
                        + " (select id from api_token where expires_at < $1 order by expires_at limit $2)");
    }
}
