package org.dalgo.people.role;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.dalgo.people.auth.AccessToken;
import org.dalgo.people.auth.AccessTokens;
import org.dalgo.people.auth.RefreshAcknowledgements;
import org.dalgo.people.auth.SessionService;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.AccountPrincipal;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.CallerIdentity;
import org.dalgo.platform.security.CallerResolver;
import org.dalgo.platform.security.RequestCredentials;

/**
 * The identity behind an access token. The statuses are those that the web app acts upon: 401 signs the person out, 498
 * makes it refresh the session and try again.
 */
@ApplicationScoped
class AccessTokenIdentityProvider implements IdentityProvider<RequestCredentials>, CallerResolver {

    private final AccessTokens tokens;
    private final SessionService sessionService;
    private final RefreshAcknowledgements refreshAcknowledgements;
    private final PrincipalRepository principalRepository;

    @Inject
    AccessTokenIdentityProvider(
            AccessTokens tokens,
            SessionService sessionService,
            RefreshAcknowledgements refreshAcknowledgements,
            PrincipalRepository principalRepository) {
        this.tokens = tokens;
        this.sessionService = sessionService;
        this.refreshAcknowledgements = refreshAcknowledgements;
        this.principalRepository = principalRepository;
    }

    @Override
    public Class<RequestCredentials> getRequestType() {
        return RequestCredentials.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            RequestCredentials requestCredentials, AuthenticationRequestContext context) {
        return verifiedToken(requestCredentials).chain(token -> activePrincipal(token.session(), token.account())
                .invoke(() -> refreshAcknowledgements.acknowledge(token))
                .map(person -> identity(person, token, requestCredentials)));
    }

    @Override
    public Uni<Caller> resolveAgain(Caller caller) {
        if (caller.expiresAt() != null && caller.expiresAt().isBefore(Instant.now())) {
            return Uni.createFrom().failure(AccessTokens.expired());
        }
        return principal(caller).map(AccessTokenIdentityProvider::requireActive).map(person -> person.membershipIn(
                        caller.orgSlug())
                .map(membership -> caller(person, membership, caller.session(), caller.expiresAt()))
                .orElseThrow(AccessTokenIdentityProvider::noMember));
    }

    @Override
    public Uni<Boolean> isStillValid(Caller caller) {
        return principal(caller).map(found -> found.filter(PrincipalView::active)
                .flatMap(person -> person.membershipIn(caller.orgSlug()))
                .filter(membership -> membership.permissions().containsAll(caller.permissions()))
                .isPresent());
    }

    /** A machine's session is its API token. */
    private Uni<Optional<PrincipalView>> principal(Caller caller) {
        return principalRepository
                .findBySession(caller.session(), caller.account())
                .chain(found -> found.isPresent()
                        ? Uni.createFrom().item(found)
                        : principalRepository.findByApiToken(caller.session(), caller.account()));
    }

    private Uni<AccessToken> verifiedToken(RequestCredentials requestCredentials) {
        if (requestCredentials.accessToken() == null) {
            return refuse(requestCredentials);
        }
        return Uni.createFrom()
                .deferred(() -> tokens.verify(requestCredentials.accessToken()))
                .onFailure(expired(requestCredentials))
                .transform(expired -> new Failure(
                        Problem.UNAUTHENTICATED,
                        "The access token has expired. Sign in again, or refresh the session."));
    }

    /** Without an access token but with a refresh token the person is still in: 498 keeps them there. */
    private Uni<AccessToken> refuse(RequestCredentials requestCredentials) {
        return sessionService.isOpen(requestCredentials.refreshToken()).map(open -> {
            throw open
                    ? AccessTokens.expired()
                    : new Failure(Problem.UNAUTHENTICATED, "You are not signed in. Sign in first.");
        });
    }

    /** A client with a bearer token has no cookie to refresh. */
    private static Predicate<Throwable> expired(RequestCredentials requestCredentials) {
        return failure -> !requestCredentials.fromCookie()
                && failure instanceof Failure ours
                && ours.problem() == Problem.TOKEN_EXPIRED;
    }

    private Uni<PrincipalView> activePrincipal(UUID session, long account) {
        return principalRepository.findBySession(session, account).map(AccessTokenIdentityProvider::requireActive);
    }

    private static PrincipalView requireActive(Optional<PrincipalView> found) {
        return found.filter(PrincipalView::active)
                .orElseThrow(() -> new Failure(Problem.UNAUTHENTICATED, "The session is over. Sign in again."));
    }

    private static SecurityIdentity identity(
            PrincipalView person, AccessToken token, RequestCredentials requestCredentials) {
        AccountPrincipal principal = new AccountPrincipal(
                person.account(), person.email(), token.session(), requestCredentials.fromCookie());
        if (person.memberships().isEmpty()) {
            return CallerIdentity.outside(
                    principal,
                    Failure.badRequest("You are not a member of any organisation. Ask to be invited to one."));
        }
        return person.membershipIn(requestCredentials.orgSlug())
                .map(membership ->
                        CallerIdentity.of(principal, caller(person, membership, token.session(), token.expiresAt())))
                .orElseGet(() -> CallerIdentity.outside(principal, noMember()));
    }

    private static Failure noMember() {
        return new Failure(Problem.UNAUTHENTICATED, "You are not a member of this organisation. Choose another one.");
    }

    static Caller caller(PrincipalView person, MembershipView membership, UUID session, Instant expiresAt) {
        return new Caller(
                person.account(),
                person.email(),
                session,
                membership.org(),
                membership.orgSlug(),
                membership.roleLevel(),
                membership.permissions(),
                expiresAt);
    }
}
