package org.dalgo.people.auth.signin;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.people.auth.AccessTokens;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.people.auth.EmailAddress;
import org.dalgo.people.auth.PasswordHasher;
import org.dalgo.people.auth.PersonAudit;
import org.dalgo.people.auth.SessionService;
import org.dalgo.people.auth.SessionView;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.filter.ClientInfo;
import org.dalgo.platform.net.AsyncBulkhead;
import org.dalgo.platform.security.AccountPrincipal;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Opens, refreshes and ends sessions. Neither its answers nor their duration reveal whether an account exists. */
@ApplicationScoped
public class SignInService {

    /** A person who has just signed in. */
    record SignedInPerson(SignInAccount account, TokenPair tokens) {}

    private static final String REFUSED =
            "No active account matches this e-mail address and password. Check both, or set a new password by a link.";

    private final TenantTransactions tenantTransactions;
    private final SignInRepository repository;
    private final PasswordHasher passwordHasher;
    private final SessionService sessionService;
    private final AccessTokens accessTokens;
    private final SignInLimits limits;
    private final PersonAudit audit;
    private final ClientInfo origin;

    /** Sign-ins that wait for a hash wait here and hold no database connection. */
    private final AsyncBulkhead asyncBulkhead;

    @Inject
    SignInService(
            TenantTransactions tenantTransactions,
            SignInRepository repository,
            PasswordHasher passwordHasher,
            SessionService sessionService,
            AccessTokens accessTokens,
            SignInLimits limits,
            AuthConfig config,
            PersonAudit audit,
            ClientInfo origin) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
        this.passwordHasher = passwordHasher;
        this.sessionService = sessionService;
        this.accessTokens = accessTokens;
        this.limits = limits;
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
        String email = EmailAddress.forLookup(request.username());
        return limits.consume(email).chain(attempt -> find(email)
                .chain(signInAccount -> check(email, signInAccount, request.password(), attempt))
                .chain(signInAccount -> openSession(signInAccount, attempt)));
    }

    /** The next pair of tokens; fails with UNAUTHENTICATED when the session is over. */
    Uni<TokenPair> refresh(String refreshToken) {
        return sessionService
                .rotate(refreshToken)
                .map(found -> found.orElseThrow(
                        () -> new Failure(Problem.UNAUTHENTICATED, "The session is over. Sign in again.")))
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
                        throw Failure.notFound("This session does not exist, or it is over.");
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

    /** Lets the account sign in from the network of the request after a reset link was used. Joins the current transaction. */
    public Uni<Void> unlock(long account, String email) {
        return limits.clear(account, email);
    }

    /** Opens a session for a person who is authenticated in another way than by a password. */
    public Uni<TokenPair> open(long account) {
        return sessionService
                .open(account, origin.address(), origin.userAgent())
                .chain(this::tokens);
    }

    private Uni<TokenPair> tokens(SessionService.OpenedSession session) {
        return accessTokens.issue(session).map(access -> new TokenPair(access, session.refreshToken()));
    }

    private Uni<SignInAccount> find(String email) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.SIGN_IN, () -> repository.findAccount(email));
    }

    private Uni<SignInAccount> check(
            String email, SignInAccount signInAccount, String password, SignInLimits.Attempt attempt) {
        return passwordHasher
                .matches(password, signInAccount == null ? null : signInAccount.hash())
                .chain(matches -> matches && signInAccount.active()
                        ? rehash(signInAccount, password).replaceWith(signInAccount)
                        : refuse(email, signInAccount, attempt));
    }

    private Uni<SignInAccount> refuse(String email, SignInAccount signInAccount, SignInLimits.Attempt attempt) {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.SIGN_IN,
                        () -> audit.record(
                                signInAccount == null ? 0 : signInAccount.id(),
                                email,
                                AuditAction.LOGIN_FAILED,
                                Map.of()))
                .map(recorded -> {
                    throw attempt.refusal() == null ? Failure.badRequest(REFUSED) : attempt.refusal();
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
                        CrossTenantPurpose.SIGN_IN, () -> repository.replaceHash(signInAccount, hash)));
    }

    private Uni<SignedInPerson> openSession(SignInAccount signInAccount, SignInLimits.Attempt attempt) {
        return limits.refund(attempt)
                .chain(() -> tenantTransactions.acrossOrgs(CrossTenantPurpose.SIGN_IN, () -> sessionService
                        .open(signInAccount.id(), origin.address(), origin.userAgent())
                        .call(() -> limits.rememberNetwork(signInAccount.id()))
                        .call(() ->
                                audit.record(signInAccount.id(), signInAccount.email(), AuditAction.LOGIN, Map.of()))))
                .chain(this::tokens)
                .map(tokenPair -> new SignedInPerson(signInAccount, tokenPair));
    }
}
