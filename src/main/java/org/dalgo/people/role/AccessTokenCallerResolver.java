package org.dalgo.people.role;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Predicate;
import org.dalgo.people.auth.AccessToken;
import org.dalgo.people.auth.AccessTokens;
import org.dalgo.people.auth.RefreshAcknowledgements;
import org.dalgo.people.auth.SessionService;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.AccountPrincipal;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.CallerResolver;
import org.dalgo.platform.security.RequestCredentials;

/**
 * Resolves callers. The statuses are those that the web app acts upon: 401 signs the person out, 498 makes it refresh
 * the session and try again.
 */
@ApplicationScoped
class AccessTokenCallerResolver implements CallerResolver {

    private final AccessTokens tokens;
    private final SessionService sessionService;
    private final RefreshAcknowledgements refreshAcknowledgements;
    private final PrincipalRepository principalRepository;

    @Inject
    AccessTokenCallerResolver(
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
    public Uni<Caller> resolve(RequestCredentials requestCredentials) {
        return verifiedToken(requestCredentials)
                .chain(token -> activePrincipal(token).map(person -> caller(person, token, requestCredentials)));
    }

    @Override
    public Uni<AccountPrincipal> identify(RequestCredentials requestCredentials) {
        return verifiedToken(requestCredentials).chain(token -> activePrincipal(token)
                .map(person -> new AccountPrincipal(
                        person.account(), person.email(), token.session(), requestCredentials.fromCookie())));
    }

    @Override
    public Uni<Boolean> isStillValid(Caller caller) {
        return principalRepository
                .findBySession(caller.session(), caller.account())
                .map(found -> found.filter(PrincipalView::active)
                        .flatMap(person -> person.membershipIn(caller.orgSlug()))
                        .filter(membership -> membership.permissions().containsAll(caller.permissions()))
                        .isPresent());
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
                    ? new Failure(Problem.TOKEN_EXPIRED, "The session needs to be refreshed. Ask for a new token.")
                    : new Failure(Problem.UNAUTHENTICATED, "You are not signed in. Sign in first.");
        });
    }

    /** A client with a bearer token has no cookie to refresh. */
    private static Predicate<Throwable> expired(RequestCredentials requestCredentials) {
        return failure -> !requestCredentials.fromCookie()
                && failure instanceof Failure ours
                && ours.problem() == Problem.TOKEN_EXPIRED;
    }

    private Uni<PrincipalView> activePrincipal(AccessToken token) {
        return principalRepository
                .findBySession(token.session(), token.account())
                .map(found -> found.filter(PrincipalView::active)
                        .orElseThrow(() -> new Failure(Problem.UNAUTHENTICATED, "The session is over. Sign in again.")))
                .invoke(() -> refreshAcknowledgements.acknowledge(token));
    }

    private static Caller caller(PrincipalView person, AccessToken token, RequestCredentials requestCredentials) {
        if (person.memberships().isEmpty()) {
            throw Failure.badRequest("You are not a member of any organisation. Ask to be invited to one.");
        }
        MembershipView membership = person.membershipIn(requestCredentials.orgSlug())
                .orElseThrow(() -> new Failure(
                        Problem.UNAUTHENTICATED, "You are not a member of this organisation. Choose another one."));
        return new Caller(
                person.account(),
                person.email(),
                token.session(),
                membership.org(),
                membership.orgSlug(),
                membership.roleLevel(),
                membership.permissions(),
                token.expiresAt());
    }
}
