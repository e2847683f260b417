package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.people.auth.PersonAudit;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.notify.mail.Mails;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;

/**
 * Somebody has forgotten the password of an address. Only here, where nobody waits for the answer, it is looked up
 * whether there is such an account.
 */
@ApplicationScoped
class ResetRequest implements JobHandler {

    static final String JOB = "password-reset";

    private final Door door;
    private final Sql sql;
    private final OneTimeTokens tokens;
    private final Mails mails;
    private final MailLinks links;
    private final PersonAudit audit;

    @Inject
    ResetRequest(Door door, Sql sql, OneTimeTokens tokens, Mails mails, MailLinks links, PersonAudit audit) {
        this.door = door;
        this.sql = sql;
        this.tokens = tokens;
        this.mails = mails;
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
    public Uni<Void> run(Job job) {
        String from = job.payload().path("address").asText();
        return door.acrossOrganisations(Purpose.ACCOUNT, () -> sql.first(
                        "select id, email from account where lower(email) = lower($1) and active",
                        job.payload().path("email").asText())
                .chain(row -> row == null
                        ? Uni.createFrom().voidItem()
                        : send(((Number) row[0]).longValue(), (String) row[1], from)));
    }

    private Uni<Void> send(long account, String email, String from) {
        return tokens.issue(account, TokenPurpose.PASSWORD_RESET, email)
                .chain(token ->
                        mails.queue(MailKind.PASSWORD_RESET, email, null, Map.of("link", links.passwordReset(token))))
                .chain(() -> audit.note(account, email, AuditAction.PASSWORD_RESET_REQUESTED, Map.of("address", from)));
    }
}
