package org.dalgo.people.invitation;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dalgo.people.account.InvitedAccountService;
import org.dalgo.people.auth.EmailAddress;
import org.dalgo.people.member.Member;
import org.dalgo.people.member.MemberRepository;
import org.dalgo.people.member.MemberService;
import org.dalgo.people.member.MemberView;
import org.dalgo.people.role.RoleService;
import org.dalgo.people.role.RoleView;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.filter.ClientInfo;
import org.dalgo.platform.ratelimit.RateLimiter;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Brings people into an organisation. A person with a verified account is a member at once; others accept with the code
 * from a mail. The answer to the inviter is the same in both cases.
 */
@ApplicationScoped
public class InvitationService {

    private static final String AUDIT_TYPE = "invitation";

    private final TenantTransactions tenantTransactions;
    private final InvitationRepository invitations;
    private final MemberRepository members;
    private final RoleService roles;
    private final InvitedAccountService accounts;
    private final InvitationMails mails;
    private final AuditLog auditLog;
    private final CallerChangePublisher changes;
    private final RateLimiter rateLimiter;
    private final ClientInfo origin;
    private final InvitationConfig config;

    @Inject
    InvitationService(
            TenantTransactions tenantTransactions,
            InvitationRepository invitations,
            MemberRepository members,
            RoleService roles,
            InvitedAccountService accounts,
            InvitationMails mails,
            AuditLog auditLog,
            CallerChangePublisher changes,
            RateLimiter rateLimiter,
            ClientInfo origin,
            InvitationConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.invitations = invitations;
        this.members = members;
        this.roles = roles;
        this.accounts = accounts;
        this.mails = mails;
        this.auditLog = auditLog;
        this.changes = changes;
        this.rateLimiter = rateLimiter;
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
    public Uni<Void> invite(Caller caller, LegacyInvitationRequest request) {
        return invite(caller, request.invitedEmail(), () -> roles.get(request.invitedRoleSlug()));
    }

    private Uni<Void> invite(Caller caller, String address, Supplier<Uni<RoleView>> wanted) {
        String email = EmailAddress.require(address, "invited_email");
        OrgId org = caller.org();
        return checkRateLimits(caller, email)
                .chain(() -> accounts.findVerified(email))
                .chain(account -> tenantTransactions.inOrg(org, () -> members.lock(org)
                        .chain(() -> currentLevel(caller))
                        .chain(level -> wanted.get().invoke(role -> {
                            if (role.level() > level) {
                                throw Failure.badRequest(
                                        "You cannot invite a person into a role above yours. Choose another role.");
                            }
                        }))
                        .call(() -> members.findByEmail(org, email).invoke(member -> {
                            if (member.isPresent()) {
                                throw Failure.badRequest("This person is already a member of the organisation.");
                            }
                        }))
                        .chain(role -> invite(caller, email, role, account))));
    }

    /** The organisation's invitations, the newest first. */
    Uni<List<Invitation>> list(OrgId org) {
        return tenantTransactions.inOrg(org, () -> invitations.findByOrg(org));
    }

    /** Sends an invitation again, with a new code and a new term; fails with NOT_FOUND, or FORBIDDEN for a higher role. */
    Uni<Void> resend(Caller caller, String id) {
        InvitationCode code = InvitationCode.generate();
        return tenantTransactions
                .inOrg(caller.org(), () -> get(caller, id))
                .call(found -> checkRateLimits(caller, found.email()))
                .chain(known -> tenantTransactions.inOrg(caller.org(), () -> get(caller, id)
                        .call(found -> invitations.renew(found, code, config.life()))
                        .chain(found -> invitations.findById(caller.org(), found.id()))
                        .map(Optional::orElseThrow)
                        .call(renewed -> mails.queueInvitation(renewed, code))
                        .chain(renewed -> auditLog.record(
                                caller.org(),
                                AuditAction.UPDATE,
                                AUDIT_TYPE,
                                renewed.email(),
                                Map.of("sent", "again")))));
    }

    /** Deletes an invitation; fails with NOT_FOUND, or FORBIDDEN for a higher role. */
    Uni<Void> delete(Caller caller, String id) {
        return tenantTransactions.inOrg(caller.org(), () -> get(caller, id)
                .call(found -> invitations.delete(caller.org(), found.id()))
                .chain(found -> auditLog.record(
                        caller.org(),
                        AuditAction.DELETE,
                        AUDIT_TYPE,
                        found.email(),
                        Map.of("role", found.roleName()))));
    }

    /**
     * Accepts an invitation.
     *
     * @return the new member; fails with BAD_REQUEST when the code opens nothing, or a password is needed and missing
     */
    Uni<MemberView> accept(AcceptanceRequest request) {
        return rateLimiter
                .consume("invitation code by address", origin.networkPrefix(), config.codesByAddress())
                .chain(() -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.INVITATION,
                        () -> invitations.findByCode(InvitationCode.of(request.inviteCode()))))
                .map(found -> found.orElseThrow(InvitationService::invalidCode))
                .chain(invitation -> resolveAccount(invitation, request.password())
                        .chain(account -> join(invitation, account, request.workDomain())));
    }

    private Uni<Void> invite(Caller caller, String email, RoleView role, Optional<Long> account) {
        InvitationCode code = InvitationCode.generate();
        return invitations
                .upsert(caller.org(), email, role.id(), code, caller.account(), config.life())
                .call(invitation -> account.isPresent()
                        ? addMember(invitation, account.get(), null).chain(() -> mails.queueAdded(invitation))
                        : mails.queueInvitation(invitation, code))
                .chain(invitation -> auditLog.record(
                        caller.org(),
                        AuditAction.CREATE,
                        account.isPresent() ? MemberService.AUDIT_TYPE : AUDIT_TYPE,
                        email,
                        Map.of("role", role.name())));
    }

    private Uni<Long> resolveAccount(Invitation invitation, String password) {
        return accounts.findVerified(invitation.email()).chain(proved -> {
            if (proved.isPresent()) {
                return Uni.createFrom().item(proved.get());
            }
            if (password == null || password.isBlank()) {
                // The web app looks for the words "password" and "required" and requests one then.
                throw Failure.badRequest("password is required");
            }
            return accounts.openVerified(invitation.email(), password);
        });
    }

    private Uni<MemberView> join(Invitation invitation, long account, String workDomain) {
        OrgId org = invitation.org();
        return tenantTransactions.inOrg(org, () -> addMember(invitation, account, workDomain)
                .chain(() -> auditLog.recordFor(
                        account,
                        invitation.email(),
                        org,
                        AuditAction.CREATE,
                        MemberService.AUDIT_TYPE,
                        invitation.email(),
                        Map.of("role", invitation.roleName(), "by", "invitation")))
                .chain(() -> members.view(org, account)));
    }

    /** The invitation is used up by becoming a membership. */
    private Uni<Void> addMember(Invitation invitation, long account, String workDomain) {
        return invitations
                .delete(invitation.org(), invitation.id())
                .invoke(there -> {
                    if (!there) {
                        throw invalidCode();
                    }
                })
                .chain(() -> members.insert(invitation.org(), account, invitation.role(), workDomain))
                .chain(() -> changes.accountChanged(account));
    }

    private Uni<Void> checkRateLimits(Caller caller, String email) {
        return rateLimiter.consume(List.of(
                new RateLimiter.Usage("invitation by sender", Long.toString(caller.account()), config.bySender()),
                new RateLimiter.Usage("invitation by recipient", email, config.byRecipient())));
    }

    private Uni<Invitation> get(Caller caller, String id) {
        return invitations
                .findById(caller.org(), number(id))
                .map(found -> found.orElseThrow(InvitationService::notFound))
                .call(found -> currentLevel(caller).invoke(level -> {
                    if (found.level() > level) {
                        throw new Failure(
                                Problem.FORBIDDEN, "The invitation is for a role above yours. Ask an account manager.");
                    }
                }));
    }

    /** Level of the caller's role now: what the request was admitted with may be some seconds old. */
    private Uni<Integer> currentLevel(Caller caller) {
        return members.findByAccount(caller.org(), caller.account()).map(me -> me.filter(Member::active)
                .orElseThrow(() -> new Failure(
                        Problem.FORBIDDEN, "You are no longer a member. Ask an account manager to invite you."))
                .level());
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw notFound();
        }
    }

    private static Failure notFound() {
        return Failure.notFound("This invitation does not exist. Reload the list.");
    }

    private static Failure invalidCode() {
        return Failure.badRequest("This invitation is not valid any more. Ask for another one.");
    }
}
