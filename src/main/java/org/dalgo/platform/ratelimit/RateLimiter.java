package org.dalgo.platform.ratelimit;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.dalgo.platform.digest.Sha256;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Limits on what strangers may try, shared by all replicas through one table. A use is counted before its work, so that
 * concurrent attempts cannot exceed the limit. The use of successful work may be returned.
 *
 * <p>Call it outside a unit of work: a use that was counted within one would be rolled back with it.
 */
@ApplicationScoped
public class RateLimiter {

    /**
     * One use of an allowance.
     *
     * @param what what is limited, at most 40 characters, for example {@code sign-in by address}
     * @param who whose allowance it is: an address, a code; capitals do not matter, and only a hash of it is kept
     * @param allowance how often
     */
    public record Usage(String what, String who, RateLimit allowance) {}

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

    private final TenantTransactions tenantTransactions;
    private final Sql sql;

    @Inject
    RateLimiter(TenantTransactions tenantTransactions, Sql sql) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
    }

    /**
     * Counts the uses; fails with TOO_MANY, none of them counted, when one of the allowances is used up. The one that most
     * requests share comes last, because they wait for each other from there on.
     */
    public Uni<Void> consume(List<Usage> uses) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.RATE_LIMIT, () -> each(uses, this::consume));
    }

    /** As {@link #consume(List)}, for one. */
    public Uni<Void> consume(String what, String who, RateLimit rateLimit) {
        return consume(List.of(new Usage(what, who, rateLimit)));
    }

    /** Gives back what was taken for something that turned out well. */
    public Uni<Void> refund(List<Usage> uses) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.RATE_LIMIT, () -> each(uses, this::refund));
    }

    /** Deletes the uses of one limit. Joins the current transaction. */
    public Uni<Void> clear(String what, String who) {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.RATE_LIMIT,
                        () -> sql.update(
                                "delete from rate_limit_usage where limit_name = $1 and key_hash = $2", what, key(who)))
                .replaceWithVoid();
    }

    private static Uni<Void> each(List<Usage> uses, Function<Usage, Uni<? extends Void>> step) {
        return Multi.createFrom()
                .iterable(uses)
                .onItem()
                .transformToUniAndConcatenate(step)
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> consume(Usage usage) {
        RateLimit rateLimit = usage.allowance();
        return sql.firstRow(
                        CONSUME,
                        usage.what(),
                        key(usage.who()),
                        micros(rateLimit.refillInterval()),
                        micros(rateLimit.period()))
                .invoke(row -> {
                    if (!row.bool("consumed")) {
                        throw tooMany(rateLimit, row.doubleOrNull("seconds_ahead"));
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> refund(Usage usage) {
        return sql.update(
                        REFUND,
                        usage.what(),
                        key(usage.who()),
                        micros(usage.allowance().refillInterval()))
                .replaceWithVoid();
    }

    private static Failure tooMany(RateLimit rateLimit, Double ahead) {
        double seconds = ahead == null ? 0 : ahead;
        Duration free = rateLimit.period().minus(rateLimit.refillInterval());
        long wait = (long) Math.ceil(seconds - free.toMillis() / 1000.0);
        return Failure.tooMany("too many attempts, please try again later", Duration.ofSeconds(Math.max(1, wait)));
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    private static Buffer key(String who) {
        return Sha256.of(who.strip().toLowerCase(Locale.ROOT));
    }
}
