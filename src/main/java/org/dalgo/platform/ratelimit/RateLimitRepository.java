package org.dalgo.platform.ratelimit;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.platform.tenancy.Sql;

/** Rows of limits that are in use. All methods join the current transaction, which spans organisations. */
@ApplicationScoped
class RateLimitRepository {

    /**
     * Result of a use.
     *
     * @param secondsAhead how far uses are ahead of the clock; null when there are none
     */
    record Consumption(boolean consumed, Double secondsAhead) {}

    // One timestamp for each: uses push it ahead of the clock, and the clock catches up (a leaky bucket as a meter).
    private static final String CONSUME =
            """
            with taken as (
                insert into rate_limit_usage as u (limit_name, key_hash, used_until)
                values ($1, $2, clock_timestamp() + $3 * interval '1 microsecond')
                on conflict (limit_name, key_hash) do update
                set used_until = greatest(u.used_until, clock_timestamp()) + $3 * interval '1 microsecond'
                where greatest(u.used_until, clock_timestamp()) + $3 * interval '1 microsecond'
                    <= clock_timestamp() + $4 * interval '1 microsecond'
                returning 1)
            select exists (select from taken) as consumed,
                   (select extract(epoch from used_until - clock_timestamp())::float8
                    from rate_limit_usage where limit_name = $1 and key_hash = $2) as seconds_ahead
            """;

    private static final String REFUND =
            "update rate_limit_usage set used_until = used_until - $3 * interval '1 microsecond'"
                    + " where limit_name = $1 and key_hash = $2";

    private final Sql sql;

    @Inject
    RateLimitRepository(Sql sql) {
        this.sql = sql;
    }

    /** Counts one use of a limit, if it is not used up. */
    Uni<Consumption> consume(String limit, Buffer keyHash, RateLimit rateLimit) {
        return sql.firstRow(CONSUME, limit, keyHash, micros(rateLimit.refillInterval()), micros(rateLimit.period()))
                .map(row -> new Consumption(row.bool("consumed"), row.doubleOrNull("seconds_ahead")));
    }

    /** Takes one use back. */
    Uni<Void> refund(String limit, Buffer keyHash, RateLimit rateLimit) {
        return sql.update(REFUND, limit, keyHash, micros(rateLimit.refillInterval()))
                .replaceWithVoid();
    }

    /** Takes all uses back. */
    Uni<Void> clear(String limit, Buffer keyHash) {
        return sql.update("delete from rate_limit_usage where limit_name = $1 and key_hash = $2", limit, keyHash)
                .replaceWithVoid();
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
