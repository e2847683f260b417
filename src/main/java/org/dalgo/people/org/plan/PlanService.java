package org.dalgo.people.org.plan;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.people.notify.NotificationMessage;
import org.dalgo.people.notify.PlatformNotificationService;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** The plan of an organisation, and its requests for a larger one. */
@ApplicationScoped
class PlanService {

    private final TenantTransactions tenantTransactions;
    private final PlanRepository plans;
    private final AuditLog auditLog;
    private final PlatformNotificationService platform;
    private final MailLinks links;

    @Inject
    PlanService(
            TenantTransactions tenantTransactions,
            PlanRepository plans,
            AuditLog auditLog,
            PlatformNotificationService platform,
            MailLinks links) {
        this.tenantTransactions = tenantTransactions;
        this.plans = plans;
        this.auditLog = auditLog;
        this.platform = platform;
        this.links = links;
    }

    /** The organisation's plan; fails with BAD_REQUEST when it has none. */
    Uni<PlanResponse> get(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> plans.find(org))
                .onItem()
                .ifNull()
                .failWith(PlanService::notFound);
    }

    /**
     * Records that the organisation requests a larger plan and notifies the operators, once.
     *
     * @return whether it had been requested before; fails with BAD_REQUEST when there is no plan
     */
    Uni<Boolean> requestUpgrade(Caller caller) {
        OrgId org = caller.org();
        return tenantTransactions.inOrg(org, () -> plans.lockUpgradeRequested(org)
                .onItem()
                .ifNull()
                .failWith(PlanService::notFound)
                .call(before -> before ? Uni.createFrom().voidItem() : recordRequest(caller)));
    }

    private Uni<Void> recordRequest(Caller caller) {
        OrgId org = caller.org();
        return plans.requestUpgrade(org, caller.account())
                .chain(() -> auditLog.record(
                        org, AuditAction.UPDATE, "org", caller.orgSlug(), Map.of("plan", "upgrade requested")))
                .chain(() -> plans.name(org))
                .chain(name -> platform.notifyAdministrators(
                        org, upgradeRequest(name.orgName(), name.basePlan(), caller.email())));
    }

    private NotificationMessage upgradeRequest(String organisation, String plan, String requester) {
        return new NotificationMessage(
                "%s asks for a larger plan than %s. Write to %s.".formatted(organisation, plan, requester),
                false,
                MailKind.PLAN_UPGRADE_REQUESTED,
                Map.of(
                        "link", links.home(),
                        "organisation", organisation,
                        "requester", requester,
                        "plan", plan));
    }

    private static Failure notFound() {
        return Failure.badRequest("The organisation has no plan.");
    }
}
