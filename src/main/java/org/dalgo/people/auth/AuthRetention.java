package org.dalgo.people.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.dalgo.platform.retention.ExpiredRows;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/** Life of ended sessions, of networks and of retired signing keys. */
@ApplicationScoped
class AuthRetention {

    /** For questions about what happened. */
    private static final Duration ENDED_SESSION = Duration.ofDays(30);

    private static final Duration UNUSED_NETWORK = Duration.ofDays(180);

    @Produces
    @Singleton
    RetentionRule sessions(Sql sql) {
        return new ExpiredRows(
                sql,
                "sessions",
                ENDED_SESSION,
                "delete from session where id in (select id from session where coalesce(revoked_at, expires_at) < $1"
                        + " order by coalesce(revoked_at, expires_at) limit $2)");
    }

    @Produces
    @Singleton
    RetentionRule networks(Sql sql) {
        return new ExpiredRows(
                sql,
                "sign-in-networks",
                UNUSED_NETWORK,
                "delete from sign_in_network where (account_id, network_hash) in (select account_id, network_hash"
                        + " from sign_in_network where last_used_at < $1 order by last_used_at limit $2)");
    }

    /** No token of such a key is accepted any more. */
    @Produces
    @Singleton
    RetentionRule signingKeys(Sql sql) {
        return new ExpiredRows(
                sql,
                "signing-keys",
                Duration.ZERO,
                "delete from signing_key where kid in"
                        + " (select kid from signing_key where retired_at < $1 order by retired_at limit $2)");
    }
}
