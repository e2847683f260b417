package org.dalgo.people.profile;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.people.account.AccountSelfService;
import org.dalgo.people.auth.EmailAddress;
import org.dalgo.people.member.MemberRepository;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/** The caller's own membership and, through it, their account. */
@ApplicationScoped
class ProfileService {

    private final TenantTransactions tenantTransactions;
    private final MemberRepository members;
    private final AccountSelfService accounts;
    private final CallerChangePublisher changes;

    @Inject
    ProfileService(
            TenantTransactions tenantTransactions,
            MemberRepository members,
            AccountSelfService profiles,
            CallerChangePublisher changes) {
        this.tenantTransactions = tenantTransactions;
        this.members = members;
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
        return tenantTransactions.inOrg(me.org(), () -> members.setNoticeSeen(me.org(), me.account(), seen)
                .chain(() -> changes.accountChanged(me.account())));
    }

    private Uni<Void> closeAccount(Caller me) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> members.lockOrgs(me.account())
                .chain(() -> members.findOrgManagedAlone(me.account()))
                .invoke(found -> found.ifPresent(org -> {
                    throw Failure.badRequest("You are the only account manager of " + org
                            + ". Make another member one before you close your account.");
                }))
                .chain(() -> accounts.deactivate(me.account(), me.email())));
    }
}
