package org.dalgo.people.auth.signin;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.people.auth.AccessTokens;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.people.auth.PasswordHasher;
import org.dalgo.people.auth.PersonAudit;
import org.dalgo.people.auth.SessionService;
import org.dalgo.people.auth.SessionView;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.filter.ClientInfo;
import org.dalgo.platform.net.AsyncBulkhead;
import org.dalgo.platform.ratelimit.RateLimiter;
import org.dalgo.platform.security.AccountPrincipal;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Opens, refreshes and ends sessions. Neither its answers nor its time tell whether an account exists. */
@ApplicationScoped
public class SignInService {

    /** A person who has just signed in. */
    record SignedInPerson(SignInAccount account, TokenPair tokens) {}

    /** What sign-in needs to know of an account. Its hash stays out of logs. */
    record SignInAccount(
            long id,
            String email,
            String hash,
            boolean active,
            boolean verified,
            boolean canCreateOrgs,
            boolean consultant,
            boolean platformAdmin) {
        static SignInAccount of(Object[] row) {
            return new SignInAccount(
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
            return "SignInAccount[id=" + id + "]";
        }
    }

    private static final String REFUSED = "no active account matches this e-mail address and password";

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final PasswordHasher passwordHasher;
    private final SessionService sessionService;
    private final AccessTokens accessTokens;
    private final RateLimiter rateLimiter;
    private final AuthConfig config;
    private final PersonAudit audit;
    private final ClientInfo origin;

    /** Who waits for a hash waits here, without a connection to the database that everybody else needs. */
    private final AsyncBulkhead asyncBulkhead;

    @Inject
    SignInService(
            TenantTransactions tenantTransactions,
            Sql sql,
            PasswordHasher passwordHasher,
            SessionService sessionService,
            AccessTokens accessTokens,
            RateLimiter rateLimiter,
            AuthConfig config,
            PersonAudit audit,
            ClientInfo origin) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.passwordHasher = passwordHasher;
        this.sessionService = sessionService;
        this.accessTokens = accessTokens;
        this.rateLimiter = rateLimiter;
        this.config = config;
        this.audit = audit;
        this.origin = origin;
        // For each that is hashed, one that is looked up or let in meanwhile.
        this.asyncBulkhead = new AsyncBulkhead(2 * passwordHasher.threads(), config.hashQueue());
    }

    /** Signs in; fails with BAD_REQUEST, the same for all reasons, or TOO_MANY after too many failures or in a crowd. */
    Uni<SignedInPerson> signIn(SignInRequest request) {
        return asyncBulkhead.run(() -> signInNow(request), PasswordHasher::overloaded);
    }

    private Uni<SignedInPerson> signInNow(SignInRequest request) {
        String email = request.username().strip();
        List<RateLimiter.Usage> uses = List.of(
                new RateLimiter.Usage(
                        "sign-in by account", email, config.limit().signInByAccount()),
                new RateLimiter.Usage(
                        "sign-in by address",
                        origin.networkPrefix(),
                        config.limit().signInByAddress()));
        return rateLimiter
                .consume(uses)
                .chain(() -> find(email))
                .chain(signInAccount -> check(email, signInAccount, request.password()))
                .chain(signInAccount -> openSession(signInAccount, uses));
    }

    /** The next pair of tokens; fails with UNAUTHENTICATED when the session is over. */
    Uni<TokenPair> refresh(String refreshToken) {
        return sessionService
                .rotate(refreshToken)
                .map(found -> found.orElseThrow(
                        () -> new Failure(Problem.UNAUTHENTICATED, "the session is over, please sign in again")))
                .chain(this::tokens);
    }

    /** Ends the session of the request. */
    Uni<Void> signOut(AccountPrincipal accountPrincipal) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.SIGN_IN, () -> sessionService
                .end(accountPrincipal.session(), SessionService.EndReason.SIGN_OUT)
                .chain(() -> audit.record(
                        accountPrincipal.account(), accountPrincipal.email(), AuditAction.LOGOUT, Map.of())));
    }

    /** Ends all sessions of the person, on every device. */
    Uni<Void> signOutEverywhere(AccountPrincipal accountPrincipal) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.SIGN_IN, () -> sessionService
                .endAll(accountPrincipal.account(), SessionService.EndReason.SIGN_OUT_EVERYWHERE)
                .chain(() -> audit.record(
                        accountPrincipal.account(),
                        accountPrincipal.email(),
                        AuditAction.LOGOUT,
                        Map.of("everywhere", true))));
    }

    /** Ends one of the person's sessions; fails with NOT_FOUND when they have no such open one. */
    Uni<Void> signOut(AccountPrincipal accountPrincipal, UUID session) {
        return tenantTransactions.acrossOrgs(
                CrossTenantPurpose.SIGN_IN,
                () -> sessionService.endOwn(accountPrincipal.account(), session).chain(ended -> {
                    if (!ended) {
                        throw Failure.notFound("session not found");
                    }
                    return audit.record(
                            accountPrincipal.account(),
                            accountPrincipal.email(),
                            AuditAction.LOGOUT,
                            Map.of("session", session));
                }));
    }

    Uni<List<SessionView>> sessions(AccountPrincipal accountPrincipal) {
        return sessionService.listOpen(accountPrincipal.account());
    }

    /** A new session of somebody who has proved who they are in another way than by a password. */
    public Uni<TokenPair> open(long account) {
        return sessionService
                .open(account, origin.address(), origin.userAgent())
                .chain(this::tokens);
    }

    private Uni<TokenPair> tokens(SessionService.OpenedSession session) {
        return accessTokens.issue(session).map(access -> new TokenPair(access, session.refreshToken()));
    }

    private Uni<SignInAccount> find(String email) {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.SIGN_IN,
                        () -> sql.first(
                                "select id, email, password_hash, active, email_verified, can_create_orgs,"
                                        + " is_consultant, is_platform_admin from account where lower(email) = lower($1)",
                                email))
                .map(row -> row == null ? null : SignInAccount.of(row));
    }

    private Uni<SignInAccount> check(String email, SignInAccount signInAccount, String password) {
        return passwordHasher
                .matches(password, signInAccount == null ? null : signInAccount.hash())
                .chain(matches -> matches && signInAccount.active()
                        ? rehash(signInAccount, password).replaceWith(signInAccount)
                        : refuse(email, signInAccount));
    }

    private Uni<SignInAccount> refuse(String email, SignInAccount signInAccount) {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.SIGN_IN,
                        () -> audit.record(
                                signInAccount == null ? 0 : signInAccount.id(),
                                email,
                                AuditAction.LOGIN_FAILED,
                                Map.of()))
                .map(noted -> {
                    throw Failure.badRequest(REFUSED);
                });
    }

    /** A hash of another kind or of less work is replaced while the password is at hand. */
    private Uni<Void> rehash(SignInAccount signInAccount, String password) {
        if (!passwordHasher.isOutdated(signInAccount.hash())) {
            return Uni.createFrom().voidItem();
        }
        return passwordHasher
                .hash(password)
                .chain(hash -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.SIGN_IN,
                        () -> sql.update(
                                "update account set password_hash = $2, updated_at = now()"
                                        + " where id = $1 and password_hash = $3",
                                signInAccount.id(),
                                hash,
                                signInAccount.hash())))
                .replaceWithVoid();
    }

    private Uni<SignedInPerson> openSession(SignInAccount signInAccount, List<RateLimiter.Usage> uses) {
        return rateLimiter
                .refund(uses)
                .chain(() -> tenantTransactions.acrossOrgs(CrossTenantPurpose.SIGN_IN, () -> sessionService
                        .open(signInAccount.id(), origin.address(), origin.userAgent())
                        .call(() ->
                                audit.record(signInAccount.id(), signInAccount.email(), AuditAction.LOGIN, Map.of()))))
                .chain(this::tokens)
                .map(tokenPair -> new SignedInPerson(signInAccount, tokenPair));
    }
}
