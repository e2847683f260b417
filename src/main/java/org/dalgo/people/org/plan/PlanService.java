package org.dalgo.people.org.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** The plan of an organisation, and its requests for a larger one. */
@ApplicationScoped
class PlanService {

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final AuditLog auditLog;
    private final PlatformNotificationService platform;
    private final MailLinks links;
    private final ObjectMapper json;

    @Inject
    PlanService(
            TenantTransactions tenantTransactions,
            Sql sql,
            AuditLog auditLog,
            PlatformNotificationService platform,
            MailLinks links,
            ObjectMapper json) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.auditLog = auditLog;
        this.platform = platform;
        this.links = links;
        this.json = json;
    }

    /** The organisation's plan; fails with BAD_REQUEST when it has none. */
    Uni<PlanResponse> get(OrgId org) {
        return tenantTransactions
                .inOrg(
                        org,
                        () -> sql.firstRow(
                                "select o.name, o.slug, p.base_plan, p.superset_included, p.subscription_duration,"
                                        + " p.features::text as features, p.start_date, p.end_date, p.can_upgrade_plan,"
                                        + " p.upgrade_requested_at is not null as upgrade_requested"
                                        + " from org_plan p join org o on o.id = p.org_id where p.org_id = $1",
                                org.value()))
                .onItem()
                .ifNull()
                .failWith(PlanService::notFound)
                .map(this::plan);
    }

    /**
     * Records that the organisation requests a larger plan and notifies the operators, once.
     *
     * @return whether it had been requested before; fails with BAD_REQUEST when there is no plan
     */
    Uni<Boolean> requestUpgrade(Caller caller) {
        OrgId org = caller.org();
        return tenantTransactions.inOrg(org, () -> sql.firstRow(
                        "select upgrade_requested_at is not null as requested from org_plan"
                                + " where org_id = $1 for update",
                        org.value())
                .onItem()
                .ifNull()
                .failWith(PlanService::notFound)
                .map(row -> row.bool("requested"))
                .call(before -> before ? Uni.createFrom().voidItem() : recordRequest(caller)));
    }

    private Uni<Void> recordRequest(Caller caller) {
        OrgId org = caller.org();
        return sql.update(
                        "update org_plan set upgrade_requested_at = now(), upgrade_requested_by_id = $2"
                                + " where org_id = $1",
                        org.value(),
                        caller.account())
                .chain(() -> auditLog.record(
                        org, AuditAction.UPDATE, "org", caller.orgSlug(), Map.of("plan", "upgrade requested")))
                .chain(() -> sql.firstRow(
                        "select o.name, p.base_plan from org_plan p join org o on o.id = p.org_id where p.org_id = $1",
                        org.value()))
                .chain(row -> platform.notifyAdministrators(
                        org, upgradeRequest(row.text("name"), row.text("base_plan"), caller.email())));
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

    private PlanResponse plan(Row row) {
        return new PlanResponse(
                new PlanResponse.Org(row.text("name"), row.text("slug")),
                row.text("base_plan"),
                row.bool("superset_included"),
                row.text("subscription_duration"),
                row.json("features", json),
                row.instant("start_date"),
                row.instant("end_date"),
                row.bool("can_upgrade_plan"),
                row.bool("upgrade_requested"));
    }

    private static Failure notFound() {
        return Failure.badRequest("The organisation has no plan.");
    }
}
