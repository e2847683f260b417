package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.people.auth.PersonAudit;
import org.dalgo.people.auth.Sessions;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Limits;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.audit.AuditAction;

/** What people change about themselves. */
@ApplicationScoped
public class ProfileService {

    private final Door door;
    private final Sql sql;
    private final VerificationService verification;
    private final Limits limits;
    private final AuthConfig config;
    private final Sessions sessions;
    private final PersonAudit audit;

    @Inject
    ProfileService(
            Door door,
            Sql sql,
            VerificationService verification,
            Limits limits,
            AuthConfig config,
            Sessions sessions,
            PersonAudit audit) {
        this.door = door;
        this.sql = sql;
        this.verification = verification;
        this.limits = limits;
        this.config = config;
        this.sessions = sessions;
        this.audit = audit;
    }

    /**
     * Asks for another address. The account keeps the old one until a link that is sent to the new one is used; whether
     * somebody else has it is found out only then, by whoever reads its mail.
     */
    public Uni<Void> askForAddress(long account, String email) {
        String wanted = email.strip().toLowerCase(java.util.Locale.ROOT);
        AccountService.checkAddress(wanted);
        return limits.take("mail by account", wanted, config.limit().mailByAccount())
                .chain(() -> door.acrossOrganisations(
                        Purpose.ACCOUNT, () -> verification.send(account, TokenPurpose.EMAIL_CHANGE, wanted)));
    }

    /** Closes the person's own account: nobody can sign in to it, and nobody is signed in any more. */
    public Uni<Void> deactivate(long account, String email) {
        return door.acrossOrganisations(Purpose.ACCOUNT, () -> sql.update(
                        "update account set active = false, updated_at = now() where id = $1", account)
                .chain(() -> sessions.endAll(account, Sessions.End.DEACTIVATED))
                .chain(() -> audit.note(account, email, AuditAction.UPDATE, Map.of("active", false))));
    }
}
