package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.people.account.token.OneTimeTokenRepository;
import org.dalgo.people.account.token.TokenPurpose;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.people.auth.EmailAddress;
import org.dalgo.people.auth.PasswordHasher;
import org.dalgo.people.auth.PasswordPolicy;
import org.dalgo.people.auth.PersonAudit;
import org.dalgo.people.auth.SessionService;
import org.dalgo.people.auth.signin.SignInService;
import org.dalgo.people.auth.signin.TokenPair;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.notify.mail.MailQueue;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.filter.ClientInfo;
import org.dalgo.platform.job.JobQueue;
import org.dalgo.platform.ratelimit.RateLimiter;
import org.dalgo.platform.security.AccountPrincipal;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Forgotten, reset and changed passwords. A new password ends the sessions that the old one opened. */
@ApplicationScoped
class PasswordService {

    private static final String BAD_LINK = "This link is not valid any more. Ask for a new one.";

    private final TenantTransactions tenantTransactions;
    private final AccountRepository accounts;
    private final PasswordHasher passwordHasher;
    private final SessionService sessionService;
    private final SignInService signIn;
    private final OneTimeTokenRepository tokens;
    private final RateLimiter rateLimiter;
    private final AuthConfig config;
    private final JobQueue jobQueue;
    private final MailQueue mailQueue;
    private final MailLinks links;
    private final PersonAudit audit;
    private final ClientInfo origin;

    @Inject
    PasswordService(
            TenantTransactions tenantTransactions,
            AccountRepository accounts,
            PasswordHasher passwordHasher,
            SessionService sessionService,
            SignInService signIn,
            OneTimeTokenRepository tokens,
            RateLimiter rateLimiter,
            AuthConfig config,
            JobQueue jobQueue,
            MailQueue mailQueue,
            MailLinks links,
            PersonAudit audit,
            ClientInfo origin) {
        this.tenantTransactions = tenantTransactions;
        this.accounts = accounts;
        this.passwordHasher = passwordHasher;
        this.sessionService = sessionService;
        this.signIn = signIn;
        this.tokens = tokens;
        this.rateLimiter = rateLimiter;
        this.config = config;
        this.jobQueue = jobQueue;
        this.mailQueue = mailQueue;
        this.links = links;
        this.audit = audit;
        this.origin = origin;
    }

    /** Requests a link to set a new password. What is done does not depend on whether there is such an account. */
    Uni<Void> requestReset(String email) {
        String address = EmailAddress.forLookup(email);
        Map<String, String> payload = PasswordResetMail.payload(address, origin.address());
        return rateLimiter
                .consume(List.of(
                        new RateLimiter.Usage(
                                "mail by account", address, config.limit().mailByAccount()),
                        new RateLimiter.Usage(
                                "mail by address",
                                origin.networkPrefix(),
                                config.limit().mailByAddress())))
                .chain(() -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.ACCOUNT, () -> jobQueue.enqueue(PasswordResetMail.JOB, null, payload)))
                .replaceWithVoid();
    }

    /** Sets a new password by a link; fails with BAD_REQUEST when the link is unknown, used, replaced or too old. */
    Uni<Void> reset(String token, String password) {
        return rateLimiter
                .consume(
                        "link by address",
                        origin.networkPrefix(),
                        config.limit().linkByAddress())
                .chain(() -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.ACCOUNT, () -> tokens.findEmail(token, TokenPurpose.PASSWORD_RESET)))
                .map(found -> found.orElseThrow(() -> Failure.badRequest(BAD_LINK)))
                .chain(email -> passwordHasher.hash(password, PasswordPolicy.of(email)))
                .chain(hash -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.ACCOUNT, () -> tokens.redeem(token, TokenPurpose.PASSWORD_RESET)
                                .map(found -> found.orElseThrow(() -> Failure.badRequest(BAD_LINK)))
                                .chain(redeemed -> reset(redeemed, hash))));
    }

    private Uni<Void> reset(OneTimeTokenRepository.Redeemed redeemed, String hash) {
        // The link came by mail, which proves the address as well.
        return accounts.markEmailVerifiedByReset(redeemed.account(), redeemed.email())
                .chain(() -> replacePassword(redeemed.account(), hash, null))
                .call(email -> signIn.unlock(redeemed.account(), email))
                .chain(email ->
                        audit.record(redeemed.account(), email, AuditAction.PASSWORD_RESET_COMPLETED, Map.of()));
    }

    /**
     * Changes the password of a signed-in person, ends their other sessions and notifies them by mail.
     *
     * @return tokens of a new session, which replaces the browser's; empty for a caller with a bearer token, whose session
     *     stays valid
     */
    Uni<Optional<TokenPair>> change(AccountPrincipal accountPrincipal, String password) {
        UUID kept = accountPrincipal.fromCookie() ? null : accountPrincipal.session();
        return passwordHasher
                .hash(password, PasswordPolicy.of(accountPrincipal.email()))
                .chain(hash -> tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> replacePassword(
                                accountPrincipal.account(), hash, kept)
                        .chain(email ->
                                audit.record(accountPrincipal.account(), email, AuditAction.PASSWORD_CHANGED, Map.of()))
                        .chain(() -> accountPrincipal.fromCookie()
                                ? signIn.open(accountPrincipal.account()).map(Optional::of)
                                : Uni.createFrom().item(Optional.empty()))));
    }

    /** Ends all sessions but the one to keep, if there is one. */
    private Uni<String> replacePassword(long account, String hash, UUID kept) {
        return accounts.replacePassword(account, hash)
                .onItem()
                .ifNull()
                .failWith(() -> new IllegalStateException("account " + account + " was deleted meanwhile"))
                .call(() -> tokens.deleteAll(account))
                .call(() -> sessionService.endAllExcept(account, kept, SessionService.EndReason.PASSWORD))
                .call(email -> mailQueue.enqueue(MailKind.PASSWORD_CHANGED, email, null, Map.of("link", links.home())));
    }
}
