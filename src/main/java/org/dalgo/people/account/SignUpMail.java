package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.notify.mail.Mails;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;

/**
 * Writes to the address of a sign-up: to a new person a link that proves it, to one who has an account already a link to
 * a new password, which is what they will need.
 */
@ApplicationScoped
class SignUpMail implements JobHandler {

    static final String JOB = "sign-up";

    private final Door door;
    private final Sql sql;
    private final OneTimeTokens tokens;
    private final VerificationService verification;
    private final Mails mails;
    private final MailLinks links;

    @Inject
    SignUpMail(
            Door door, Sql sql, OneTimeTokens tokens, VerificationService verification, Mails mails, MailLinks links) {
        this.door = door;
        this.sql = sql;
        this.tokens = tokens;
        this.verification = verification;
        this.mails = mails;
        this.links = links;
    }

    @Override
    public String kind() {
        return JOB;
    }

    @Override
    public Uni<Void> run(Job job) {
        return door.acrossOrganisations(Purpose.ACCOUNT, () -> sql.first(
                        "select id, email, email_verified from account where lower(email) = lower($1) and active",
                        job.payload().path("email").asText())
                .chain(row -> row == null
                        ? Uni.createFrom().voidItem()
                        : write(((Number) row[0]).longValue(), (String) row[1], (Boolean) row[2])));
    }

    private Uni<Void> write(long account, String email, boolean verified) {
        if (!verified) {
            return verification.send(account, TokenPurpose.VERIFICATION, email);
        }
        return tokens.issue(account, TokenPurpose.PASSWORD_RESET, email)
                .chain(token ->
                        mails.queue(MailKind.PASSWORD_RESET, email, null, Map.of("link", links.passwordReset(token))));
    }
}
