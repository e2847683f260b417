package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.people.account.token.TokenPurpose;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.people.auth.PersonAudit;
import org.dalgo.people.auth.SessionService;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.ratelimit.RateLimiter;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** What people change about themselves. */
@ApplicationScoped
public class AccountSelfService {

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final VerificationService verification;
    private final RateLimiter rateLimiter;
    private final AuthConfig config;
    private final SessionService sessionService;
    private final PersonAudit audit;

    @Inject
    AccountSelfService(
            TenantTransactions tenantTransactions,
            Sql sql,
            VerificationService verification,
            RateLimiter rateLimiter,
            AuthConfig config,
            SessionService sessionService,
            PersonAudit audit) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.verification = verification;
        this.rateLimiter = rateLimiter;
        this.config = config;
        this.sessionService = sessionService;
        this.audit = audit;
    }

    /**
     * Asks for another address. The account keeps the old one until a link that is sent to the new one is used; whether
     * somebody else has it is found out only then, by whoever reads its mail.
     */
    public Uni<Void> requestEmailChange(long account, String email) {
        String wanted = email.strip().toLowerCase(java.util.Locale.ROOT);
        AccountService.checkEmail(wanted);
        return rateLimiter
                .consume("mail by account", wanted, config.limit().mailByAccount())
                .chain(() -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.ACCOUNT,
                        () -> verification.send(account, TokenPurpose.EMAIL_CHANGE, wanted)));
    }

    /** Closes the person's own account: nobody can sign in to it, and nobody is signed in any more. */
    public Uni<Void> deactivate(long account, String email) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> sql.update(
                        "update account set active = false, updated_at = now() where id = $1", account)
                .chain(() -> sessionService.endAll(account, SessionService.EndReason.DEACTIVATED))
                .chain(() -> audit.record(account, email, AuditAction.UPDATE, Map.of("active", false))));
    }
}
