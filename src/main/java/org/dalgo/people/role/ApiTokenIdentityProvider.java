package org.dalgo.people.role;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.dalgo.platform.digest.Sha256;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.security.AccountPrincipal;
import org.dalgo.platform.security.ApiTokenCredentials;
import org.dalgo.platform.security.CallerIdentity;

/**
 * The identity behind an API token: its creator in the token's organisation, with no more than the permissions that the
 * token names and the creator has now. Nothing of an unknown token is kept.
 */
@ApplicationScoped
class ApiTokenIdentityProvider implements IdentityProvider<ApiTokenCredentials> {

    private static final Duration USE_WRITTEN_EVERY = Duration.ofMinutes(1);
    private static final int TOKENS = 1_000;

    private final PrincipalRepository principals;
    private final DetachedContext detachedContext;

    /** By the hash. What a token may do is looked up for each request. */
    private final Cache<String, ApiTokenView> known =
            Caffeine.newBuilder().maximumSize(TOKENS).build();

    private final Cache<UUID, Boolean> recentlyUsed = Caffeine.newBuilder()
            .maximumSize(TOKENS)
            .expireAfterWrite(USE_WRITTEN_EVERY)
            .build();

    @Inject
    ApiTokenIdentityProvider(PrincipalRepository principals, DetachedContext detachedContext) {
        this.principals = principals;
        this.detachedContext = detachedContext;
    }

    @Override
    public Class<ApiTokenCredentials> getRequestType() {
        return ApiTokenCredentials.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(ApiTokenCredentials credentials, AuthenticationRequestContext context) {
        return find(credentials.token())
                .invoke(ApiTokenIdentityProvider::refuseExpired)
                .chain(token -> principals
                        .findByApiToken(token.id(), token.account())
                        .map(found ->
                                found.filter(PrincipalView::active).orElseThrow(ApiTokenIdentityProvider::refused))
                        .map(person -> identity(person, token, credentials))
                        .invoke(() -> recordUse(token.id())));
    }

    private Uni<ApiTokenView> find(String token) {
        String hash = Sha256.hex(token);
        ApiTokenView cached = known.getIfPresent(hash);
        return cached != null
                ? Uni.createFrom().item(cached)
                : principals
                        .findApiToken(Sha256.of(token))
                        .onItem()
                        .ifNull()
                        .failWith(ApiTokenIdentityProvider::refused)
                        .invoke(found -> known.put(hash, found));
    }

    /** The answer of a cache may be older than the end of the token. */
    private static void refuseExpired(ApiTokenView token) {
        if (!token.expiresAt().isAfter(Instant.now())) {
            throw refused();
        }
    }

    private static SecurityIdentity identity(
            PrincipalView person, ApiTokenView token, ApiTokenCredentials credentials) {
        MembershipView membership = person.membershipIn(credentials.orgSlug())
                .orElseThrow(() -> new Failure(
                        Problem.UNAUTHENTICATED,
                        "The API token is not valid in this organisation, or its creator is no member any more."));
        return CallerIdentity.ofMachine(
                new AccountPrincipal(person.account(), person.email(), token.id(), false),
                AccessTokenIdentityProvider.caller(person, membership, token.id(), token.expiresAt()));
    }

    private void recordUse(UUID token) {
        if (recentlyUsed.asMap().putIfAbsent(token, true) == null) {
            detachedContext.start(
                    "use of an API token",
                    () -> principals.markUsed(token).onFailure().invoke(() -> recentlyUsed.invalidate(token)));
        }
    }

    private static Failure refused() {
        return new Failure(
                Problem.UNAUTHENTICATED,
                "The API token is not known, was revoked, or has expired. Create another one.");
    }
}
