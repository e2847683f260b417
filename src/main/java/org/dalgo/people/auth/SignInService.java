package org.dalgo.people.auth;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Limits;
import org.dalgo.platform.access.Person;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Gate;
import org.dalgo.platform.http.Problem;
import org.dalgo.platform.http.RequestOrigin;

/** Opens, refreshes and ends sessions. Neither its answers nor its time tell whether an account exists. */
@ApplicationScoped
public class SignInService {

    /** A person who has just signed in. */
    record SignedInPerson(Account account, Tokens tokens) {}

    /** What sign-in needs to know of an account. Its hash stays out of logs. */
    record Account(
            long id,
            String email,
            String hash,
            boolean active,
            boolean verified,
            boolean canCreateOrgs,
            boolean consultant,
            boolean platformAdmin) {
        static Account of(Object[] row) {
            return new Account(
                    ((Number) row[0]).longValue(),
                    (String) row[1],
                    (String) row[2],
                    (Boolean) row[3],
                    (Boolean) row[4],
                    (Boolean) row[5],
                    (Boolean) row[6],
                    (Boolean) row[7]);
        }

        @Override
        public String toString() {
            return "Account[id=" + id + "]";
        }
    }

    private static final String REFUSED = "no active account matches this e-mail address and password";

    private final Door door;
    private final Sql sql;
    private final Passwords passwords;
    private final Sessions sessions;
    private final AccessTokens accessTokens;
    private final Limits limits;
    private final AuthConfig config;
    private final PersonAudit audit;
    private final RequestOrigin origin;

    /** Who waits for a hash waits here, without a connection to the database that everybody else needs. */
    private final Gate gate;

    @Inject
    SignInService(
            Door door,
            Sql sql,
            Passwords passwords,
            Sessions sessions,
            AccessTokens accessTokens,
            Limits limits,
            AuthConfig config,
            PersonAudit audit,
            RequestOrigin origin) {
        this.door = door;
        this.sql = sql;
        this.passwords = passwords;
        this.sessions = sessions;
        this.accessTokens = accessTokens;
        this.limits = limits;
        this.config = config;
        this.audit = audit;
        this.origin = origin;
        // For each that is hashed, one that is looked up or let in meanwhile.
        this.gate = new Gate(2 * passwords.threads(), config.hashQueue());
    }

    /** Signs in; fails with BAD_REQUEST, the same for all reasons, or TOO_MANY after too many failures or in a crowd. */
    Uni<SignedInPerson> signIn(SignInRequest request) {
        return gate.pass(() -> signInNow(request), Passwords::crowded);
    }

    private Uni<SignedInPerson> signInNow(SignInRequest request) {
        String email = request.username().strip();
        List<Limits.Use> uses = List.of(
                new Limits.Use("sign-in by account", email, config.limit().signInByAccount()),
                new Limits.Use(
                        "sign-in by address", origin.network(), config.limit().signInByAddress()));
        return limits.take(uses)
                .chain(() -> find(email))
                .chain(account -> check(email, account, request.password()))
                .chain(account -> welcome(account, uses));
    }

    /** The next pair of tokens; fails with UNAUTHENTICATED when the session is over. */
    Uni<Tokens> refresh(String refreshToken) {
        return sessions.rotate(refreshToken)
                .map(found -> found.orElseThrow(
                        () -> new Failure(Problem.UNAUTHENTICATED, "the session is over, please sign in again")))
                .chain(this::tokens);
    }

    /** Ends the session of the request. */
    Uni<Void> signOut(Person person) {
        return door.acrossOrganisations(Purpose.SIGN_IN, () -> sessions.end(person.session(), Sessions.End.SIGN_OUT)
                .chain(() -> audit.note(person.account(), person.email(), AuditAction.LOGOUT, Map.of())));
    }

    /** Ends all sessions of the person, on every device. */
    Uni<Void> signOutEverywhere(Person person) {
        return door.acrossOrganisations(
                Purpose.SIGN_IN, () -> sessions.endAll(person.account(), Sessions.End.SIGN_OUT_EVERYWHERE)
                        .chain(() -> audit.note(
                                person.account(), person.email(), AuditAction.LOGOUT, Map.of("everywhere", true))));
    }

    /** Ends one of the person's sessions; fails with NOT_FOUND when they have no such open one. */
    Uni<Void> signOut(Person person, UUID session) {
        return door.acrossOrganisations(Purpose.SIGN_IN, () -> sessions.endOwn(person.account(), session)
                .chain(ended -> {
                    if (!ended) {
                        throw Failure.notFound("session not found");
                    }
                    return audit.note(person.account(), person.email(), AuditAction.LOGOUT, Map.of("session", session));
                }));
    }

    Uni<List<SessionView>> sessions(Person person) {
        return sessions.of(person.account());
    }

    /** A new session of somebody who has proved who they are in another way than by a password. */
    public Uni<Tokens> open(long account) {
        return sessions.open(account, origin.address(), origin.agent()).chain(this::tokens);
    }

    private Uni<Tokens> tokens(Sessions.Opened session) {
        return accessTokens.issue(session).map(access -> new Tokens(access, session.refreshToken()));
    }

    private Uni<Account> find(String email) {
        return door.acrossOrganisations(
                        Purpose.SIGN_IN,
                        () -> sql.first(
                                "select id, email, password_hash, active, email_verified, can_create_orgs,"
                                        + " is_consultant, is_platform_admin from account where lower(email) = lower($1)",
                                email))
                .map(row -> row == null ? null : Account.of(row));
    }

    private Uni<Account> check(String email, Account account, String password) {
        return passwords
                .matches(password, account == null ? null : account.hash())
                .chain(matches -> matches && account.active()
                        ? renewHash(account, password).replaceWith(account)
                        : refuse(email, account));
    }

    private Uni<Account> refuse(String email, Account account) {
        return door.acrossOrganisations(
                        Purpose.SIGN_IN,
                        () -> audit.note(account == null ? 0 : account.id(), email, AuditAction.LOGIN_FAILED, Map.of()))
                .map(noted -> {
                    throw Failure.badRequest(REFUSED);
                });
    }

    /** A hash of another kind or of less work is replaced while the password is at hand. */
    private Uni<Void> renewHash(Account account, String password) {
        if (!passwords.isOutdated(account.hash())) {
            return Uni.createFrom().voidItem();
        }
        return passwords
                .hash(password)
                .chain(hash -> door.acrossOrganisations(
                        Purpose.SIGN_IN,
                        () -> sql.update(
                                "update account set password_hash = $2, updated_at = now()"
                                        + " where id = $1 and password_hash = $3",
                                account.id(),
                                hash,
                                account.hash())))
                .replaceWithVoid();
    }

    private Uni<SignedInPerson> welcome(Account account, List<Limits.Use> uses) {
        return limits.giveBack(uses)
                .chain(() -> door.acrossOrganisations(
                        Purpose.SIGN_IN, () -> sessions.open(account.id(), origin.address(), origin.agent())
                                .call(() -> audit.note(account.id(), account.email(), AuditAction.LOGIN, Map.of()))))
                .chain(this::tokens)
                .map(tokens -> new SignedInPerson(account, tokens));
    }
}
