package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.dalgo.people.account.token.TokenPurpose;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.people.auth.EmailAddress;
import org.dalgo.people.auth.PasswordHasher;
import org.dalgo.people.auth.PersonAudit;
import org.dalgo.people.auth.SessionService;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.notify.mail.MailQueue;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.ratelimit.RateLimiter;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/** What people change about themselves. */
@ApplicationScoped
public class AccountSelfService {

    private final TenantTransactions tenantTransactions;
    private final AccountRepository accounts;
    private final VerificationService verification;
    private final RateLimiter rateLimiter;
    private final AuthConfig config;
    private final SessionService sessionService;
    private final PersonAudit audit;
    private final PasswordHasher passwordHasher;
    private final MailQueue mailQueue;
    private final MailLinks links;

    @Inject
    AccountSelfService(
            TenantTransactions tenantTransactions,
            AccountRepository accounts,
            VerificationService verification,
            RateLimiter rateLimiter,
            AuthConfig config,
            SessionService sessionService,
            PersonAudit audit,
            PasswordHasher passwordHasher,
            MailQueue mailQueue,
            MailLinks links) {
        this.tenantTransactions = tenantTransactions;
        this.accounts = accounts;
        this.verification = verification;
        this.rateLimiter = rateLimiter;
        this.config = config;
        this.sessionService = sessionService;
        this.audit = audit;
        this.passwordHasher = passwordHasher;
        this.mailQueue = mailQueue;
        this.links = links;
    }

    /**
     * Checks the password of a signed-in person before a change that a stolen session must not make.
     *
     * @return fails with BAD_REQUEST when the password is missing or wrong, TOO_MANY after too many wrong ones
     */
    public Uni<Void> confirmPassword(long account, String email, String password) {
        if (password == null || password.isEmpty()) {
            throw Failure.badRequest("Send your password along to change your address or to close your account.");
        }
        List<RateLimiter.Usage> use = List.of(new RateLimiter.Usage(
                "password confirmation", Long.toString(account), config.limit().signInByAccountAndNetwork()));
        return rateLimiter
                .consume(use)
                .chain(() ->
                        tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> accounts.passwordHash(account)))
                .chain(hash -> passwordHasher.matches(password, hash))
                .chain(matches -> matches ? rateLimiter.refund(use) : refuse(account, email));
    }

    private Uni<Void> refuse(long account, String email) {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.ACCOUNT,
                        () -> audit.record(
                                account, email, AuditAction.LOGIN_FAILED, Map.of("reason", "confirmation of a change")))
                .invoke(() -> {
                    throw Failure.badRequest("The password is wrong. Nothing was changed.");
                });
    }

    /**
     * Requests another address. The account keeps the old one until a link that is sent to the new one is used. Only
     * then it turns out whether the new one belongs to another account.
     */
    public Uni<Void> requestEmailChange(long account, String email) {
        String wanted = EmailAddress.require(email, "email");
        return rateLimiter
                .consume("mail by account", wanted, config.limit().mailByAccount())
                .chain(() -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.ACCOUNT,
                        () -> verification.send(account, TokenPurpose.EMAIL_CHANGE, wanted)));
    }

    /** Closes the person's own account, ends its sessions and notifies them by mail. */
    public Uni<Void> deactivate(long account, String email) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> accounts.deactivate(account)
                .chain(() -> sessionService.endAll(account, SessionService.EndReason.DEACTIVATED))
                .chain(() -> mailQueue.enqueue(MailKind.ACCOUNT_CLOSED, email, null, Map.of("link", links.home())))
                .chain(() -> audit.record(account, email, AuditAction.UPDATE, Map.of("active", false))));
    }
}
