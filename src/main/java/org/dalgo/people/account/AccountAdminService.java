package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.people.auth.PasswordHasher;
import org.dalgo.people.auth.PasswordPolicy;
import org.dalgo.people.auth.SessionService;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.notify.mail.MailQueue;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Changes of accounts by others than their owners: operators and account managers. */
@ApplicationScoped
public class AccountAdminService {

    private final TenantTransactions tenantTransactions;
    private final AccountRepository accounts;
    private final AuditLog auditLog;
    private final PasswordHasher passwordHasher;
    private final SessionService sessionService;
    private final MailQueue mailQueue;
    private final MailLinks links;

    @Inject
    AccountAdminService(
            TenantTransactions tenantTransactions,
            AccountRepository accounts,
            AuditLog auditLog,
            PasswordHasher passwordHasher,
            SessionService sessionService,
            MailQueue mailQueue,
            MailLinks links) {
        this.tenantTransactions = tenantTransactions;
        this.accounts = accounts;
        this.auditLog = auditLog;
        this.passwordHasher = passwordHasher;
        this.sessionService = sessionService;
        this.mailQueue = mailQueue;
        this.links = links;
    }

    /** Opens an account that its owner closed, and notifies them by mail. Joins the current transaction. */
    public Uni<Void> reopen(long account, String email) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> accounts.activate(account)
                .chain(() -> mailQueue.enqueue(MailKind.ACCOUNT_REOPENED, email, null, Map.of("link", links.home()))));
    }

    /** Whether there is any account at all. */
    public Uni<Boolean> hasNoAccounts() {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, accounts::isEmpty);
    }

    /**
     * Lets the person administer the platform and make organisations.
     *
     * @param operator who does it, for the audit log
     */
    public Uni<Void> promote(long account, String operator) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.OPERATOR, () -> accounts.promote(account)
                .chain(() -> auditLog.recordFor(
                        0,
                        operator,
                        null,
                        AuditAction.OPERATE,
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
        return passwordHasher
                .hash(password, PasswordPolicy.of(null))
                .chain(hash -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.OPERATOR, () -> accounts.replacePassword(account, hash)
                                .chain(() -> sessionService.endAll(account, SessionService.EndReason.PASSWORD))
                                .chain(() -> auditLog.recordFor(
                                        0,
                                        operator,
                                        null,
                                        AuditAction.PASSWORD_CHANGED,
                                        "user",
                                        Long.toString(account),
                                        Map.of()))));
    }
}
