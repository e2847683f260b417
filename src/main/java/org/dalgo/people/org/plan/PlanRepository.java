package org.dalgo.people.org.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Queries over plans. All join the current transaction. */
@ApplicationScoped
class PlanRepository {

    /** An organisation and the plan that it has. */
    record PlanName(String orgName, String basePlan) {}

    private final Sql sql;
    private final ObjectMapper json;

    @Inject
    PlanRepository(Sql sql, ObjectMapper json) {
        this.sql = sql;
        this.json = json;
    }

    /** The organisation's plan, or null. */
    Uni<PlanResponse> find(OrgId org) {
        return sql.firstRow(
                        "select o.name, o.slug, p.base_plan, p.superset_included, p.subscription_duration,"
                                + " p.features::text as features, p.start_date, p.end_date, p.can_upgrade_plan,"
                                + " p.upgrade_requested_at is not null as upgrade_requested"
                                + " from org_plan p join org o on o.id = p.org_id where p.org_id = $1",
                        org.value())
                .map(row -> row == null ? null : plan(row));
    }

    Uni<PlanName> name(OrgId org) {
        return sql.firstRow(
                        "select o.name, p.base_plan from org_plan p join org o on o.id = p.org_id where p.org_id = $1",
                        org.value())
                .map(row -> new PlanName(row.text("name"), row.text("base_plan")));
    }

    /** Locks the plan; answers whether the organisation has requested a larger one, or null when it has no plan. */
    Uni<Boolean> lockUpgradeRequested(OrgId org) {
        return sql.firstRow(
                        "select upgrade_requested_at is not null as requested from org_plan"
                                + " where org_id = $1 for update",
                        org.value())
                .map(row -> row == null ? null : row.bool("requested"));
    }

    Uni<Void> requestUpgrade(OrgId org, long account) {
        return sql.update(
                        "update org_plan set upgrade_requested_at = now(), upgrade_requested_by_id = $2"
                                + " where org_id = $1",
                        org.value(),
                        account)
                .replaceWithVoid();
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
}
