package org.dalgo.people.member;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dalgo.people.account.InvitedAccounts;
import org.dalgo.people.role.RoleService;
import org.dalgo.people.role.RoleView;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Limits;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;
import org.dalgo.platform.http.RequestOrigin;
import org.dalgo.platform.stream.CallerChanges;

/**
 * Brings people into an organisation. Who has an account with a proved address is a member at once; others accept with the
 * code from a mail. Whoever invites is told the same in both cases.
 */
@ApplicationScoped
public class InvitationService {

    private static final String AUDITED = "invitation";

    private final Door door;
    private final Sql sql;
    private final InvitationRepository invitations;
    private final MemberRepository members;
    private final RoleService roles;
    private final InvitedAccounts accounts;
    private final InvitationMails mails;
    private final Audit audit;
    private final CallerChanges changes;
    private final Limits limits;
    private final RequestOrigin origin;
    private final InvitationConfig config;

    @Inject
    InvitationService(
            Door door,
            Sql sql,
            InvitationRepository invitations,
            MemberRepository members,
            RoleService roles,
            InvitedAccounts accounts,
            InvitationMails mails,
            Audit audit,
            CallerChanges changes,
            Limits limits,
            RequestOrigin origin,
            InvitationConfig config) {
        this.door = door;
        this.sql = sql;
        this.invitations = invitations;
        this.members = members;
        this.roles = roles;
        this.accounts = accounts;
        this.mails = mails;
        this.audit = audit;
        this.changes = changes;
        this.limits = limits;
        this.origin = origin;
        this.config = config;
    }

    /**
     * Invites an address; inviting it again sends another code and ends the first one.
     *
     * @return fails with BAD_REQUEST when it is a member's, or the role does not exist or is above the caller's
     */
    Uni<Void> invite(Caller caller, InvitationRequest request) {
        return invite(caller, request.invitedEmail(), () -> roles.get(request.invitedRoleUuid()));
    }

    /** The same with the role's name. */
    Uni<Void> invite(Caller caller, EarlierInvitationRequest request) {
        return invite(caller, request.invitedEmail(), () -> roles.get(request.invitedRoleSlug()));
    }

    private Uni<Void> invite(Caller caller, String address, Supplier<Uni<RoleView>> wanted) {
        String email = address.strip().toLowerCase(Locale.ROOT);
        OrgId org = caller.org();
        return allowed(caller, email)
                .chain(() -> accounts.proved(email))
                .chain(account -> door.enter(org, () -> members.lock(org)
                        .chain(() -> limit(caller))
                        .chain(level -> wanted.get().invoke(role -> {
                            if (role.level() > level) {
                                throw Failure.badRequest("you cannot invite someone into a role above yours");
                            }
                        }))
                        .call(() -> members.byEmail(org, email).invoke(member -> {
                            if (member.isPresent()) {
                                throw Failure.badRequest("this person is already a member of the organisation");
                            }
                        }))
                        .chain(role -> invite(caller, email, role, account))));
    }

    /** The organisation's invitations, the newest first. */
    Uni<List<Invitation>> of(OrgId org) {
        return door.enter(org, () -> invitations.of(org));
    }

    /** Sends an invitation again, with a new code and a new term; fails with NOT_FOUND, or FORBIDDEN for a higher role. */
    Uni<Void> resend(Caller caller, String id) {
        InvitationCode code = InvitationCode.fresh();
        return door.enter(caller.org(), () -> get(caller, id))
                .call(found -> allowed(caller, found.email()))
                .chain(known -> door.enter(caller.org(), () -> get(caller, id)
                        .call(found -> invitations.renew(found, code, config.life()))
                        .chain(found -> invitations.byId(caller.org(), found.id()))
                        .map(Optional::orElseThrow)
                        .call(renewed -> mails.invite(renewed, code))
                        .chain(renewed -> audit.record(
                                caller.org(), AuditAction.UPDATE, AUDITED, renewed.email(), Map.of("sent", "again")))));
    }

    /** Withdraws an invitation; fails with NOT_FOUND, or FORBIDDEN for a higher role. */
    Uni<Void> withdraw(Caller caller, String id) {
        return door.enter(caller.org(), () -> get(caller, id)
                .call(found -> invitations.delete(caller.org(), found.id()))
                .chain(found -> audit.record(
                        caller.org(), AuditAction.DELETE, AUDITED, found.email(), Map.of("role", found.roleName()))));
    }

    /**
     * Accepts an invitation.
     *
     * @return the new member; fails with BAD_REQUEST when the code opens nothing, or a password is needed and missing
     */
    Uni<MemberView> accept(AcceptanceRequest request) {
        return limits.take("invitation code by address", origin.network(), config.codesByAddress())
                .chain(() -> door.acrossOrganisations(
                        Purpose.INVITATION, () -> invitations.byCode(InvitationCode.of(request.inviteCode()))))
                .map(found -> found.orElseThrow(InvitationService::spent))
                .chain(invitation -> account(invitation, request.password())
                        .chain(account -> join(invitation, account, request.workDomain())));
    }

    private Uni<Void> invite(Caller caller, String email, RoleView role, Optional<Long> account) {
        InvitationCode code = InvitationCode.fresh();
        return invitations
                .put(caller.org(), email, role.id(), code, caller.account(), config.life())
                .call(invitation -> account.isPresent()
                        ? insert(invitation, account.get(), null).chain(() -> mails.added(invitation))
                        : mails.invite(invitation, code))
                .chain(invitation -> audit.record(
                        caller.org(),
                        AuditAction.CREATE,
                        account.isPresent() ? MemberService.AUDITED : AUDITED,
                        email,
                        Map.of("role", role.name())));
    }

    private Uni<Long> account(Invitation invitation, String password) {
        return accounts.proved(invitation.email()).chain(proved -> {
            if (proved.isPresent()) {
                return Uni.createFrom().item(proved.get());
            }
            if (password == null || password.isBlank()) {
                // The web app looks for the words "password" and "required" and asks for one then.
                throw Failure.badRequest("password is required");
            }
            return accounts.open(invitation.email(), password);
        });
    }

    private Uni<MemberView> join(Invitation invitation, long account, String workDomain) {
        OrgId org = invitation.org();
        return door.enter(org, () -> insert(invitation, account, workDomain)
                .chain(() -> audit.recordFor(
                        account,
                        invitation.email(),
                        org,
                        AuditAction.CREATE,
                        MemberService.AUDITED,
                        invitation.email(),
                        Map.of("role", invitation.roleName(), "by", "invitation")))
                .chain(() -> members.view(org, account)));
    }

    /** The invitation is used up by becoming a membership. */
    private Uni<Void> insert(Invitation invitation, long account, String workDomain) {
        return invitations
                .delete(invitation.org(), invitation.id())
                .invoke(there -> {
                    if (!there) {
                        throw spent();
                    }
                })
                .chain(() -> sql.update(
                        "insert into membership (org, account, role, work_domain) values ($1, $2, $3, $4::varchar)"
                                + " on conflict (account, org) do nothing",
                        invitation.org().value(),
                        account,
                        invitation.role(),
                        workDomain))
                .chain(() -> changes.ofAccount(account));
    }

    private Uni<Void> allowed(Caller caller, String email) {
        return limits.take(List.of(
                new Limits.Use("invitation by sender", Long.toString(caller.account()), config.bySender()),
                new Limits.Use("invitation by recipient", email, config.byRecipient())));
    }

    private Uni<Invitation> get(Caller caller, String id) {
        return invitations
                .byId(caller.org(), number(id))
                .map(found -> found.orElseThrow(InvitationService::absent))
                .call(found -> limit(caller).invoke(level -> {
                    if (found.level() > level) {
                        throw new Failure(Problem.FORBIDDEN, "the invitation is for a role above yours");
                    }
                }));
    }

    /** Level of the caller's role now: what the request was admitted with may be some seconds old. */
    private Uni<Integer> limit(Caller caller) {
        return members.byAccount(caller.org(), caller.account()).map(me -> me.filter(Member::active)
                .orElseThrow(() -> new Failure(Problem.FORBIDDEN, "you are no longer a member"))
                .level());
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw absent();
        }
    }

    private static Failure absent() {
        return Failure.notFound("invitation not found");
    }

    private static Failure spent() {
        return Failure.badRequest("this invitation is not valid any more; ask for another one");
    }
}
