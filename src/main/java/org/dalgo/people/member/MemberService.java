package org.dalgo.people.member;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.dalgo.people.account.AccountAdminService;
import org.dalgo.people.auth.EmailAddress;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.notify.mail.MailQueue;
import org.dalgo.people.role.RoleService;
import org.dalgo.people.role.RoleView;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Memberships of an organisation, and the rules of changing them. A member changes no role above their own and not their own.
 * An organisation keeps at least one account manager. Changes of one organisation run one after the other, because two
 * concurrent ones could together break that rule.
 */
@ApplicationScoped
public class MemberService {

    /** What an entry of the audit log calls a membership. */
    public static final String AUDIT_TYPE = "org_user";

    private record CallerAndTarget(Member caller, Member target) {}

    private final TenantTransactions tenantTransactions;
    private final MemberRepository members;
    private final RoleService roles;
    private final AccountAdminService accounts;
    private final AuditLog auditLog;
    private final MailQueue mailQueue;
    private final MailLinks links;
    private final CallerChangePublisher changes;
    private final List<MemberRemovalListener> removalListeners;

    @Inject
    MemberService(
            TenantTransactions tenantTransactions,
            MemberRepository members,
            RoleService roles,
            AccountAdminService accounts,
            AuditLog auditLog,
            MailQueue mailQueue,
            MailLinks links,
            CallerChangePublisher changes,
            @All List<MemberRemovalListener> removalListeners) {
        this.tenantTransactions = tenantTransactions;
        this.members = members;
        this.roles = roles;
        this.accounts = accounts;
        this.auditLog = auditLog;
        this.mailQueue = mailQueue;
        this.links = links;
        this.changes = changes;
        this.removalListeners = removalListeners;
    }

    /**
     * Makes the account a member in that role; a member already keeps the role they have.
     *
     * @param role slug of the role; fails with INVALID when there is none of that name
     */
    public Uni<Void> add(OrgId org, long account, String role) {
        return tenantTransactions.inOrg(
                org, () -> roles.getBySlug(role).chain(found -> insert(org, account, found.id())));
    }

    /** As {@link #add(OrgId, long, String)} for an operator, with an entry of the actor in the audit log. */
    public Uni<Void> add(OrgId org, long account, String role, String actor) {
        return tenantTransactions.inOrg(org, () -> add(org, account, role)
                .chain(() -> auditLog.recordFor(
                        0, actor, org, AuditAction.OPERATE, AUDIT_TYPE, Long.toString(account), Map.of("role", role))));
    }

    /** All members of the organisation. */
    Uni<List<MemberView>> list(OrgId org) {
        return tenantTransactions.inOrg(org, () -> members.list(org));
    }

    /**
     * Takes a person out of the caller's organisation, with the invitations that wait for their address. Their account
     * stays.
     *
     * @return fails with BAD_REQUEST when they are the caller, no member, rank higher or are the last account manager
     */
    Uni<Void> remove(Caller caller, String email) {
        return changeMember(caller, email, callerAndTarget -> {
            if (callerAndTarget.target().level() > callerAndTarget.caller().level()) {
                throw Failure.badRequest(
                        "You cannot remove a member whose role is above yours. Ask an account manager.");
            }
            return requireRemainingManager(caller.org(), callerAndTarget.target())
                    .chain(() -> delete(caller, callerAndTarget.target()));
        });
    }

    /**
     * Gives a member another role.
     *
     * @return fails with FORBIDDEN when the old or the new role is above the caller's. Fails with BAD_REQUEST for an
     *     unknown role or member, for the caller, and for the last account manager.
     */
    Uni<Void> changeRole(Caller caller, String email, UUID role) {
        return changeMember(caller, email, callerAndTarget -> roles.get(role)
                .chain(wanted -> assignRole(caller, callerAndTarget, wanted)));
    }

    /** Changes a member as {@link #changeRole} does, and whether they take part; answers what they are then. */
    Uni<MemberView> update(Caller caller, MemberChangeRequest change) {
        return tenantTransactions.inOrg(caller.org(), () -> changeMember(
                        caller, change.toupdateEmail(), callerAndTarget -> update(caller, callerAndTarget, change))
                .chain(() -> members.findByEmail(caller.org(), change.toupdateEmail()))
                .chain(target -> members.view(caller.org(), target.orElseThrow().account())));
    }

    /**
     * Hands the organisation over: the member becomes account manager and the caller, who is one, a pipeline manager.
     *
     * @return what the caller is then; fails with BAD_REQUEST when the roles are others
     */
    Uni<MemberView> transferOwnership(Caller caller, String email) {
        return tenantTransactions.inOrg(caller.org(), () -> changeMember(caller, email, callerAndTarget -> {
                    if (!callerAndTarget.caller().roleSlug().equals("account_manager")) {
                        throw Failure.badRequest("Only an account manager can hand over the organisation.");
                    }
                    if (!callerAndTarget.target().roleSlug().equals("pipeline_manager")
                            || !callerAndTarget.target().active()) {
                        throw Failure.badRequest(
                                "The new owner must be an active pipeline manager. Change their role first.");
                    }
                    return swapRoles(caller, callerAndTarget);
                })
                .chain(() -> members.view(caller.org(), caller.account())));
    }

    private Uni<Void> update(Caller caller, CallerAndTarget callerAndTarget, MemberChangeRequest change) {
        Member target = callerAndTarget.target();
        if (change.email() != null && !EmailAddress.isSame(change.email(), target.email())) {
            throw Failure.badRequest("Only the person can change the address of their account.");
        }
        if (target.level() > callerAndTarget.caller().level()) {
            throw new Failure(Problem.FORBIDDEN, "The member's role is above yours. Ask an account manager.");
        }
        Uni<Void> done = Uni.createFrom().voidItem();
        if (change.roleUuid() != null) {
            done = done.chain(() -> roles.get(change.roleUuid()))
                    .chain(wanted -> assignRole(caller, callerAndTarget, wanted));
        }
        if (change.active() != null && change.active() != target.active()) {
            done = done.chain(() -> setActive(caller, target, change.active()));
        }
        if (Boolean.TRUE.equals(change.active()) && !target.accountActive()) {
            done = done.chain(() -> reopenAccount(caller, callerAndTarget));
        }
        if (change.hasSeenRbacNotice() != null) {
            done = done.chain(() -> members.setNoticeSeen(caller.org(), target.account(), change.hasSeenRbacNotice())
                    .chain(() -> changes.accountChanged(target.account())));
        }
        return done;
    }

    private Uni<Void> changeMember(Caller caller, String email, Function<CallerAndTarget, Uni<? extends Void>> change) {
        OrgId org = caller.org();
        return tenantTransactions.inOrg(org, () -> members.lock(org)
                .chain(() -> members.findByAccount(org, caller.account()))
                .chain(me -> members.findByEmail(org, email).map(target -> {
                    // The request may have been admitted with permissions that are some seconds old. The rules read the
                    // present ones.
                    Member acting = me.filter(Member::active)
                            .orElseThrow(() -> new Failure(
                                    Problem.FORBIDDEN,
                                    "You are no longer a member. Ask an account manager to invite you."));
                    Member other = target.orElseThrow(() -> Failure.badRequest(
                            "There is no member with this address in the organisation. Check the address."));
                    if (other.id() == acting.id()) {
                        throw Failure.badRequest("You cannot do this to yourself. Ask another account manager.");
                    }
                    return new CallerAndTarget(acting, other);
                }))
                .chain(change));
    }

    private Uni<Void> assignRole(Caller caller, CallerAndTarget callerAndTarget, RoleView wanted) {
        Member target = callerAndTarget.target();
        int limit = callerAndTarget.caller().level();
        if (target.level() > limit || wanted.level() > limit) {
            throw new Failure(Problem.FORBIDDEN, "The role is above yours. Ask an account manager to change it.");
        }
        if (wanted.id() == target.role()) {
            return Uni.createFrom().voidItem();
        }
        Uni<Void> allowed =
                wanted.level() >= target.level() && !wanted.wireSlug().equals("super-admin")
                        ? Uni.createFrom().voidItem()
                        : requireRemainingManager(caller.org(), target);
        return allowed.chain(() -> setRole(caller, target, wanted));
    }

    private Uni<Void> swapRoles(Caller caller, CallerAndTarget callerAndTarget) {
        return roles.getBySlug("account_manager")
                .chain(manager -> setRole(caller, callerAndTarget.target(), manager))
                .chain(() -> roles.getBySlug("pipeline_manager"))
                .chain(lower -> setRole(caller, callerAndTarget.caller(), lower));
    }

    private Uni<Void> setRole(Caller caller, Member target, RoleView role) {
        OrgId org = caller.org();
        return members.setRole(org, target, role.id())
                .chain(() -> changes.accountChanged(target.account()))
                .chain(() -> auditLog.record(
                        org,
                        AuditAction.UPDATE,
                        AUDIT_TYPE,
                        target.email(),
                        Map.of("role", role.name(), "former_role", target.roleName())))
                .chain(() -> members.orgName(org))
                .chain(name -> mailQueue.enqueue(
                        MailKind.ROLE_CHANGED,
                        target.email(),
                        org,
                        Map.of(
                                "link", links.home(),
                                "organisation", name,
                                "role", role.name(),
                                "changer", caller.email())));
    }

    private Uni<Void> setActive(Caller caller, Member target, boolean active) {
        OrgId org = caller.org();
        Uni<Void> allowed = active ? Uni.createFrom().voidItem() : requireRemainingManager(org, target);
        return allowed.chain(() -> members.setActive(org, target, active))
                .chain(() -> changes.accountChanged(target.account()))
                .chain(() ->
                        auditLog.record(org, AuditAction.UPDATE, AUDIT_TYPE, target.email(), Map.of("active", active)));
    }

    /** Opens an account that its owner closed; they sign in with the password that they had. */
    private Uni<Void> reopenAccount(Caller caller, CallerAndTarget callerAndTarget) {
        Member target = callerAndTarget.target();
        if (callerAndTarget.caller().level() < Member.MANAGER_LEVEL) {
            throw new Failure(
                    Problem.FORBIDDEN, "The person closed their account. Only an account manager can reopen it.");
        }
        return accounts.reopen(target.account(), target.email())
                .chain(() -> changes.accountChanged(target.account()))
                .chain(() -> auditLog.record(
                        caller.org(), AuditAction.UPDATE, AUDIT_TYPE, target.email(), Map.of("account", "reopened")));
    }

    private Uni<Void> delete(Caller caller, Member target) {
        OrgId org = caller.org();
        return notifyRemoved(org, target)
                .chain(() -> members.delete(org, target))
                .chain(() -> changes.accountChanged(target.account()))
                .chain(() -> auditLog.record(
                        org, AuditAction.DELETE, AUDIT_TYPE, target.email(), Map.of("role", target.roleName())));
    }

    private Uni<Void> notifyRemoved(OrgId org, Member member) {
        return Multi.createFrom()
                .iterable(removalListeners)
                .onItem()
                .transformToUniAndConcatenate(listener -> listener.onRemoved(org, member))
                .onItem()
                .ignoreAsUni();
    }

    /** Fails with BAD_REQUEST when the organisation would have no other account manager. */
    private Uni<Void> requireRemainingManager(OrgId org, Member member) {
        return members.countOtherManagers(org, member)
                .invoke(others -> {
                    boolean last = member.managesAccount() ? others.accountManagers() == 0 : others.all() == 0;
                    if (last && member.active() && member.level() >= Member.MANAGER_LEVEL) {
                        throw Failure.badRequest(
                                "The organisation needs at least one account manager. Make another member one first.");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> insert(OrgId org, long account, int role) {
        return members.insert(org, account, role, null).chain(() -> changes.accountChanged(account));
    }
}
