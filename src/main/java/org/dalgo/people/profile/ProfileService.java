package org.dalgo.people.profile;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.people.account.AccountSelfService;
import org.dalgo.people.auth.EmailAddress;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** The caller's own membership and, through it, their account. */
@ApplicationScoped
class ProfileService {

    // Without an account manager an organisation could not manage its members.
    private static final String ONLY_MANAGER =
            """
            select o.name from membership m
            join org o on o.id = m.org_id
            join role r on r.id = m.role_id and r.level >= 4 and r.wire_slug <> 'super-admin'
            where m.account_id = $1 and m.active and not exists (
                select from membership other
                join account a on a.id = other.account_id and a.active
                join role same on same.id = other.role_id and same.level >= 4 and same.wire_slug <> 'super-admin'
                where other.org_id = m.org_id and other.active and other.account_id <> m.account_id)
            order by o.name limit 1
            """;

    // Two managers who leave at the same time must not each count on the other; always in this order.
    private static final String LOCK =
            "select o.id from org o join membership m on m.org_id = o.id where m.account_id = $1"
                    + " order by o.id for update of o";

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final AccountSelfService accounts;
    private final CallerChangePublisher changes;

    @Inject
    ProfileService(
            TenantTransactions tenantTransactions,
            Sql sql,
            AccountSelfService profiles,
            CallerChangePublisher changes) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.accounts = profiles;
        this.changes = changes;
    }

    /**
     * Changes what the request names.
     *
     * @return fails with BAD_REQUEST when the request names another account, or without the right password for a
     *     sensitive change. The same holds for the only account manager, who cannot close the account.
     */
    Uni<Void> change(Caller me, ProfileRequest request) {
        String named = request.toupdateEmail();
        if (!named.isBlank() && !EmailAddress.isSame(named, me.email())) {
            throw Failure.badRequest("This address is not yours. Here you change your own profile only.");
        }
        String newEmail =
                request.email() == null || request.email().isBlank() || EmailAddress.isSame(request.email(), me.email())
                        ? null
                        : request.email();
        boolean closing = Boolean.FALSE.equals(request.active());
        Uni<Void> confirmed = newEmail != null || closing
                ? accounts.confirmPassword(me.account(), me.email(), request.password())
                : Uni.createFrom().voidItem();
        return confirmed
                .chain(() -> changeNoticeSeen(me, request.hasSeenRbacNotice()))
                .chain(() -> newEmail == null
                        ? Uni.createFrom().voidItem()
                        : accounts.requestEmailChange(me.account(), newEmail))
                .chain(() -> closing ? closeAccount(me) : Uni.createFrom().voidItem());
    }

    private Uni<Void> changeNoticeSeen(Caller me, Boolean seen) {
        if (seen == null) {
            return Uni.createFrom().voidItem();
        }
        return tenantTransactions.inOrg(me.org(), () -> sql.update(
                        "update membership set has_seen_rbac_notice = $3, updated_at = now()"
                                + " where org_id = $1 and account_id = $2",
                        me.org().value(),
                        me.account(),
                        seen)
                .chain(() -> changes.accountChanged(me.account())));
    }

    private Uni<Void> closeAccount(Caller me) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> sql.rows(LOCK, me.account())
                .chain(() -> sql.firstRow(ONLY_MANAGER, me.account()))
                .invoke(row -> {
                    if (row != null) {
                        throw Failure.badRequest("You are the only account manager of " + row.text("name")
                                + ". Make another member one before you close your account.");
                    }
                })
                .chain(() -> accounts.deactivate(me.account(), me.email())));
    }
}
