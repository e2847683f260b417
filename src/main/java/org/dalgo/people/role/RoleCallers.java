package org.dalgo.people.role;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Predicate;
import org.dalgo.people.auth.AccessToken;
import org.dalgo.people.auth.AccessTokens;
import org.dalgo.people.auth.Receipts;
import org.dalgo.people.auth.Sessions;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Callers;
import org.dalgo.platform.access.Credentials;
import org.dalgo.platform.access.Person;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;

/**
 * Resolves callers. The statuses are those that the web app acts upon: 401 signs the person out, 498 makes it refresh
 * the session and try again.
 */
@ApplicationScoped
class RoleCallers implements Callers {

    private final AccessTokens tokens;
    private final Sessions sessions;
    private final Receipts receipts;
    private final People people;

    @Inject
    RoleCallers(AccessTokens tokens, Sessions sessions, Receipts receipts, People people) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.receipts = receipts;
        this.people = people;
    }

    @Override
    public Uni<Caller> resolve(Credentials credentials) {
        return verified(credentials).chain(token -> standing(token).map(person -> caller(person, token, credentials)));
    }

    @Override
    public Uni<Person> identify(Credentials credentials) {
        return verified(credentials).chain(token -> standing(token)
                .map(person ->
                        new Person(person.account(), person.email(), token.session(), credentials.fromCookie())));
    }

    @Override
    public Uni<Boolean> stillStands(Caller caller) {
        return people.of(caller.session(), caller.account()).map(found -> found.filter(PersonView::standing)
                .flatMap(person -> person.in(caller.orgSlug()))
                .filter(membership -> membership.permissions().containsAll(caller.permissions()))
                .isPresent());
    }

    private Uni<AccessToken> verified(Credentials credentials) {
        if (credentials.accessToken() == null) {
            return refuse(credentials);
        }
        return Uni.createFrom()
                .deferred(() -> tokens.verify(credentials.accessToken()))
                .onFailure(expired(credentials))
                .transform(expired -> new Failure(Problem.UNAUTHENTICATED, "the access token has expired"));
    }

    /** Without an access token but with a refresh token the person is still in: 498 keeps them there. */
    private Uni<AccessToken> refuse(Credentials credentials) {
        return sessions.isOpen(credentials.refreshToken()).map(open -> {
            throw open
                    ? new Failure(Problem.TOKEN_EXPIRED, "the session needs to be refreshed")
                    : new Failure(Problem.UNAUTHENTICATED, "not signed in");
        });
    }

    /** A client that sends the token itself cannot be told to refresh a cookie. */
    private static Predicate<Throwable> expired(Credentials credentials) {
        return failure ->
                !credentials.fromCookie() && failure instanceof Failure ours && ours.problem() == Problem.TOKEN_EXPIRED;
    }

    private Uni<PersonView> standing(AccessToken token) {
        return people.of(token.session(), token.account())
                .map(found -> found.filter(PersonView::standing)
                        .orElseThrow(() -> new Failure(Problem.UNAUTHENTICATED, "the session is over")))
                .invoke(() -> receipts.of(token));
    }

    private static Caller caller(PersonView person, AccessToken token, Credentials credentials) {
        if (person.memberships().isEmpty()) {
            throw Failure.badRequest("register an organization first");
        }
        MembershipView membership = person.in(credentials.orgSlug())
                .orElseThrow(() -> new Failure(Problem.UNAUTHENTICATED, "you are not a member of this organisation"));
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
