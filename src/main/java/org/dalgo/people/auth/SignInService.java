package org.dalgo.people.auth;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;

/** Opens, refreshes and ends sessions. Its answers do not tell whether an account exists. */
@ApplicationScoped
class SignInService {

    /** A fresh pair of tokens and whose they are. */
    record Tokens(String email, boolean emailVerified, String access, String refresh) {
        @Override
        public String toString() {
            return "Tokens[email=" + email + "]";
        }
    }

    private record Person(long id, String email, String hash, boolean active, boolean verified) {}

    private static final String REFUSED = "no active account matches this e-mail address and password";

    private final Door door;
    private final Sql sql;
    private final Passwords passwords;
    private final Sessions sessions;
    private final AccessTokens accessTokens;
    private final Event<SessionEnded> ended;

    @Inject
    SignInService(
            Door door,
            Sql sql,
            Passwords passwords,
            Sessions sessions,
            AccessTokens accessTokens,
            Event<SessionEnded> ended) {
        this.door = door;
        this.sql = sql;
        this.passwords = passwords;
        this.sessions = sessions;
        this.accessTokens = accessTokens;
        this.ended = ended;
    }

    Uni<Tokens> signIn(SignInRequest request) {
        return find(request.username().strip())
                .chain(person -> check(person, request.password()))
                .chain(this::open);
    }

    /** A new access token for an open session; fails with UNAUTHENTICATED when the session is over. */
    Uni<String> refresh(String refreshToken) {
        return sessions.of(refreshToken)
                .map(found -> found.orElseThrow(
                        () -> new Failure(Problem.UNAUTHENTICATED, "the session is over, please sign in again")))
                .chain(session -> accessTokens.issue(session.account(), session.id()));
    }

    Uni<Void> signOut(UUID session) {
        return sessions.revoke(session).invoke(() -> ended.fire(new SessionEnded(session)));
    }

    private Uni<Person> find(String email) {
        return door.acrossOrganisations(
                        Purpose.SIGN_IN,
                        () -> sql.first(
                                "select id, email, password_hash, active, email_verified from account"
                                        + " where lower(email) = lower($1)",
                                email))
                .map(row -> row == null
                        ? null
                        : new Person(
                                ((Number) row[0]).longValue(),
                                (String) row[1],
                                (String) row[2],
                                (Boolean) row[3],
                                (Boolean) row[4]));
    }

    private Uni<Person> check(Person person, String password) {
        return passwords
                .matches(password, person == null ? null : person.hash())
                .map(matches -> {
                    if (!matches || !person.active()) {
                        throw Failure.badRequest(REFUSED);
                    }
                    return person;
                });
    }

    private Uni<Tokens> open(Person person) {
        return sessions.open(person.id()).chain(opened -> accessTokens
                .issue(person.id(), opened.id())
                .map(access -> new Tokens(person.email(), person.verified(), access, opened.refreshToken())));
    }
}
