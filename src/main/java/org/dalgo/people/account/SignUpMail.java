package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.people.account.token.OneTimeTokenRepository;
import org.dalgo.people.account.token.TokenPurpose;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.notify.mail.MailQueue;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Sends a mail to the address of a sign-up. A new person gets a link that verifies the address; a person with an
 * account gets a link that sets a new password.
 */
@ApplicationScoped
class SignUpMail implements JobHandler {

    static final String JOB = "sign-up";

    private final TenantTransactions tenantTransactions;
    private final AccountRepository accounts;
    private final OneTimeTokenRepository tokens;
    private final VerificationService verification;
    private final MailQueue mailQueue;
    private final MailLinks links;

    @Inject
    SignUpMail(
            TenantTransactions tenantTransactions,
            AccountRepository accounts,
            OneTimeTokenRepository tokens,
            VerificationService verification,
            MailQueue mailQueue,
            MailLinks links) {
        this.tenantTransactions = tenantTransactions;
        this.accounts = accounts;
        this.tokens = tokens;
        this.verification = verification;
        this.mailQueue = mailQueue;
        this.links = links;
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
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> accounts.findActive(
                        job.payload().path("email").asText())
                .chain(found -> found.map(account -> write(account.id(), account.email(), account.verified()))
                        .orElseGet(() -> Uni.createFrom().voidItem())));
    }

    private Uni<Void> write(long account, String email, boolean verified) {
        if (!verified) {
            return verification.send(account, TokenPurpose.VERIFICATION, email);
        }
        return tokens.issue(account, TokenPurpose.PASSWORD_RESET, email)
                .chain(token -> mailQueue.enqueue(
                        MailKind.PASSWORD_RESET, email, null, Map.of("link", links.passwordReset(token))));
    }
}
