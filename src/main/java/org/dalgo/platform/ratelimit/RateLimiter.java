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

    private final TenantTransactions tenantTransactions;
    private final RateLimitRepository repository;

    @Inject
    RateLimiter(TenantTransactions tenantTransactions, RateLimitRepository repository) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
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
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.RATE_LIMIT, () -> repository.clear(what, key(who)));
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
        return repository
                .consume(usage.what(), key(usage.who()), rateLimit)
                .invoke(consumption -> {
                    if (!consumption.consumed()) {
                        throw tooMany(rateLimit, consumption.secondsAhead());
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> refund(Usage usage) {
        return repository.refund(usage.what(), key(usage.who()), usage.allowance());
    }

    private static Failure tooMany(RateLimit rateLimit, Double ahead) {
        double seconds = ahead == null ? 0 : ahead;
        Duration free = rateLimit.period().minus(rateLimit.refillInterval());
        long wait = (long) Math.ceil(seconds - free.toMillis() / 1000.0);
        return Failure.tooMany("too many attempts, please try again later", Duration.ofSeconds(Math.max(1, wait)));
    }

    private static Buffer key(String who) {
        return Sha256.of(who.strip().toLowerCase(Locale.ROOT));
    }
}
