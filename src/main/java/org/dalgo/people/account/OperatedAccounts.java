package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.people.auth.Passwords;
import org.dalgo.people.auth.Sessions;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;

/** What an operator may do to accounts without knowing their passwords. Each leaves an entry in the audit log. */
@ApplicationScoped
public class OperatedAccounts {

    private final Door door;
    private final Sql sql;
    private final Audit audit;
    private final Passwords passwords;
    private final Sessions sessions;

    @Inject
    OperatedAccounts(Door door, Sql sql, Audit audit, Passwords passwords, Sessions sessions) {
        this.door = door;
        this.sql = sql;
        this.audit = audit;
        this.passwords = passwords;
        this.sessions = sessions;
    }

    /** Whether there is any account at all. */
    public Uni<Boolean> isNobodyThere() {
        return door.acrossOrganisations(Purpose.ACCOUNT, () -> sql.first("select id from account limit 1"))
                .map(row -> row == null);
    }

    /**
     * Lets the person administer the platform and make organisations.
     *
     * @param operator who does it, for the audit log
     */
    public Uni<Void> promote(long account, String operator) {
        return door.acrossOrganisations(Purpose.OPERATOR, () -> sql.update(
                        "update account set is_platform_admin = true, can_create_orgs = true, email_verified = true,"
                                + " active = true, updated_at = now() where id = $1",
                        account)
                .chain(() -> audit.recordFor(
                        0,
                        operator,
                        null,
                        AuditAction.ACROSS,
                        "user",
                        Long.toString(account),
                        Map.of("is_platform_admin", true))));
    }

    /**
     * Gives the person a new password and ends their sessions.
     *
     * @return fails with INVALID when the password cannot be used
     */
    public Uni<Void> resetPassword(long account, String password, String operator) {
        return passwords
                .hash(password, PasswordPolicy.of(null))
                .chain(hash -> door.acrossOrganisations(Purpose.OPERATOR, () -> sql.update(
                                "update account set password_hash = $2, updated_at = now() where id = $1",
                                account,
                                hash)
                        .chain(() -> sessions.endAll(account, Sessions.End.PASSWORD))
                        .chain(() -> audit.recordFor(
                                0,
                                operator,
                                null,
                                AuditAction.PASSWORD_CHANGED,
                                "user",
                                Long.toString(account),
                                Map.of()))));
    }
}
