package org.dalgo.people.auth.signin;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.platform.digest.Sha256;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.filter.ClientInfo;
import org.dalgo.platform.ratelimit.RateLimiter;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Limits failed sign-ins. An account is limited per network, so wrong passwords from one place do not lock its owner out
 * elsewhere. Guessing from many networks is limited per account, too; a network from which the account signed in before
 * is exempt from that limit.
 */
@ApplicationScoped
class SignInLimits {

    /**
     * A sign-in that may go on.
     *
     * @param uses what it used up, to be refunded when it succeeds
     * @param refusal of a wrong password once a shared limit is used up. With null a wrong password gets the same
     *     response as from any other network.
     */
    record Attempt(List<RateLimiter.Usage> uses, Failure refusal) {}

    private static final String BY_ACCOUNT = "sign-in by account";
    private static final String BY_ACCOUNT_AND_NETWORK = "sign-in by account and network";

    private final TenantTransactions tenantTransactions;
    private final SignInRepository repository;
    private final RateLimiter rateLimiter;
    private final AuthConfig config;
    private final ClientInfo origin;

    @Inject
    SignInLimits(
            TenantTransactions tenantTransactions,
            SignInRepository repository,
            RateLimiter rateLimiter,
            AuthConfig config,
            ClientInfo origin) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
        this.rateLimiter = rateLimiter;
        this.config = config;
        this.origin = origin;
    }

    /** Counts an attempt; fails with TOO_MANY when it may not go on. */
    Uni<Attempt> consume(String email) {
        List<RateLimiter.Usage> own = List.of(new RateLimiter.Usage(
                BY_ACCOUNT_AND_NETWORK, accountAndNetwork(email), config.limit().signInByAccountAndNetwork()));
        List<RateLimiter.Usage> shared = List.of(
                new RateLimiter.Usage(BY_ACCOUNT, email, config.limit().signInByAccount()),
                new RateLimiter.Usage(
                        "sign-in by address",
                        origin.networkPrefix(),
                        config.limit().signInByAddress()));
        List<RateLimiter.Usage> all = new ArrayList<>(own);
        all.addAll(shared);
        return isKnownNetwork(email).chain(known -> {
            if (!known) {
                return rateLimiter.consume(all).replaceWith(new Attempt(all, null));
            }
            return rateLimiter.consume(own).chain(() -> rateLimiter
                    .consume(shared)
                    .replaceWith(new Attempt(all, null))
                    .onFailure(SignInLimits::isExhausted)
                    .recoverWithItem(exhausted -> new Attempt(own, (Failure) exhausted)));
        });
    }

    /** Gives back what a successful sign-in used up. */
    Uni<Void> refund(Attempt attempt) {
        return rateLimiter.refund(attempt.uses());
    }

    /** Records that the account signed in from the network of the request. Joins the current transaction. */
    Uni<Void> rememberNetwork(long account) {
        return repository.rememberNetwork(account, Sha256.of(origin.networkPrefix()));
    }

    /** Lets the owner of the address sign in from here, after a reset link proved that. Joins the current transaction. */
    Uni<Void> clear(long account, String email) {
        return rateLimiter
                .clear(BY_ACCOUNT_AND_NETWORK, accountAndNetwork(email))
                .chain(() -> rateLimiter.clear(BY_ACCOUNT, email))
                .chain(() -> rememberNetwork(account));
    }

    private Uni<Boolean> isKnownNetwork(String email) {
        return tenantTransactions.acrossOrgs(
                CrossTenantPurpose.SIGN_IN, () -> repository.isKnownNetwork(email, Sha256.of(origin.networkPrefix())));
    }

    private String accountAndNetwork(String email) {
        return email + " " + origin.networkPrefix();
    }

    private static boolean isExhausted(Throwable failure) {
        return failure instanceof Failure ours && ours.problem() == Problem.TOO_MANY;
    }
}
