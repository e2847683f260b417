package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.people.account.token.OneTimeTokenRepository;
import org.dalgo.people.account.token.TokenPurpose;
import org.dalgo.people.auth.PersonAudit;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.notify.mail.MailQueue;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Mails a link for a forgotten password. The account is looked up here, in the background, so that the answer to the
 * request takes the same time with and without an account.
 */
@ApplicationScoped
class PasswordResetMail implements JobHandler {

    static final String JOB = "password-reset";

    private final TenantTransactions tenantTransactions;
    private final AccountRepository accounts;
    private final OneTimeTokenRepository tokens;
    private final MailQueue mailQueue;
    private final MailLinks links;
    private final PersonAudit audit;

    @Inject
    PasswordResetMail(
            TenantTransactions tenantTransactions,
            AccountRepository accounts,
            OneTimeTokenRepository tokens,
            MailQueue mailQueue,
            MailLinks links,
            PersonAudit audit) {
        this.tenantTransactions = tenantTransactions;
        this.accounts = accounts;
        this.tokens = tokens;
        this.mailQueue = mailQueue;
        this.links = links;
        this.audit = audit;
    }

    static Map<String, String> payload(String email, String address) {
        return Map.of("email", email, "address", address == null ? "" : address);
    }

    @Override
    public String kind() {
        return JOB;
    }

    @Override
    public JobLane lane() {
        return JobLane.MAIL;
    }

    @Override
    public Uni<Void> run(Job job) {
        String from = job.payload().path("address").asText();
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> accounts.findActive(
                        job.payload().path("email").asText())
                .chain(found -> found.map(account -> send(account.id(), account.email(), from))
                        .orElseGet(() -> Uni.createFrom().voidItem())));
    }

    private Uni<Void> send(long account, String email, String from) {
        return tokens.issue(account, TokenPurpose.PASSWORD_RESET, email)
                .chain(token -> mailQueue.enqueue(
                        MailKind.PASSWORD_RESET, email, null, Map.of("link", links.passwordReset(token))))
                .chain(() ->
                        audit.record(account, email, AuditAction.PASSWORD_RESET_REQUESTED, Map.of("address", from)));
    }
}
