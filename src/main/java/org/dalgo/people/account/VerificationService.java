package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.people.account.token.OneTimeTokenRepository;
import org.dalgo.people.account.token.TokenPurpose;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.people.auth.PersonAudit;
import org.dalgo.people.auth.SessionService;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.notify.mail.MailQueue;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.filter.ClientInfo;
import org.dalgo.platform.ratelimit.RateLimiter;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Proof that an address belongs to the account that names it, by a link that was sent there. */
@ApplicationScoped
class VerificationService {

    private final TenantTransactions tenantTransactions;
    private final AccountRepository accounts;
    private final OneTimeTokenRepository tokens;
    private final RateLimiter rateLimiter;
    private final AuthConfig config;
    private final MailQueue mailQueue;
    private final MailLinks links;
    private final SessionService sessionService;
    private final CallerChangePublisher changes;
    private final PersonAudit audit;
    private final ClientInfo origin;

    @Inject
    VerificationService(
            TenantTransactions tenantTransactions,
            AccountRepository accounts,
            OneTimeTokenRepository tokens,
            RateLimiter rateLimiter,
            AuthConfig config,
            MailQueue mailQueue,
            MailLinks links,
            SessionService sessionService,
            CallerChangePublisher changes,
            PersonAudit audit,
            ClientInfo origin) {
        this.tenantTransactions = tenantTransactions;
        this.accounts = accounts;
        this.tokens = tokens;
        this.rateLimiter = rateLimiter;
        this.config = config;
        this.mailQueue = mailQueue;
        this.links = links;
        this.sessionService = sessionService;
        this.changes = changes;
        this.audit = audit;
        this.origin = origin;
    }

    /** Sends the caller another link; the one before is not good any more. */
    Uni<Void> resend(long account, String email) {
        return rateLimiter
                .consume("mail by account", email, config.limit().mailByAccount())
                .chain(() -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.ACCOUNT, () -> send(account, TokenPurpose.VERIFICATION, email)));
    }

    /** Sends a link to the address. Joins the current transaction. */
    Uni<Void> send(long account, TokenPurpose purpose, String email) {
        return tokens.issue(account, purpose, email)
                .chain(token -> mailQueue.enqueue(
                        MailKind.VERIFICATION, email, null, Map.of("link", links.verification(token))));
    }

    /** Uses a link; fails with BAD_REQUEST when it is unknown, used, replaced or too old. */
    Uni<Void> verify(String token) {
        return rateLimiter
                .consume(
                        "link by address",
                        origin.networkPrefix(),
                        config.limit().linkByAddress())
                .chain(() -> tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> tokens.redeem(
                                token, TokenPurpose.VERIFICATION, TokenPurpose.EMAIL_CHANGE)
                        .map(found -> found.orElseThrow(
                                () -> Failure.badRequest("This link is not valid any more. Ask for a new one.")))
                        .chain(this::apply)));
    }

    private Uni<Void> apply(OneTimeTokenRepository.Redeemed redeemed) {
        Uni<Void> applied =
                redeemed.purpose() == TokenPurpose.VERIFICATION ? markVerified(redeemed) : changeEmail(redeemed);
        return applied.chain(
                        () -> audit.record(redeemed.account(), redeemed.email(), AuditAction.EMAIL_VERIFIED, Map.of()))
                .chain(() -> changes.accountChanged(redeemed.account()));
    }

    private Uni<Void> markVerified(OneTimeTokenRepository.Redeemed redeemed) {
        return accounts.markEmailVerified(redeemed.account(), redeemed.email());
    }

    /** Ends all sessions, so that the person signs in with the new address, and notifies the old address. */
    private Uni<Void> changeEmail(OneTimeTokenRepository.Redeemed redeemed) {
        return accounts.changeEmail(redeemed.account(), redeemed.email())
                .map(previous -> previous.orElseThrow(
                        () -> Failure.badRequest("This address cannot be used. Choose another one.")))
                .call(() -> tokens.deleteAll(redeemed.account()))
                .call(() -> sessionService.endAll(redeemed.account(), SessionService.EndReason.ADDRESS))
                .chain(previous ->
                        mailQueue.enqueue(MailKind.ADDRESS_CHANGED, previous, null, Map.of("link", links.home())));
    }
}
