package org.dalgo.people.org.feature;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Which features are on: an organisation's own value, else the value for all organisations, else the feature's default.
 * Features of the web app that this product lacks are always off, so that no menu leads to a refusal.
 */
@ApplicationScoped
public class FlagService {

    /** Flags that the web app reads, of features that do not exist here. The room that builds one moves it to Feature. */
    private static final List<String> UNSUPPORTED = List.of(
            "AI_DATA_ANALYSIS", "DATA_QUALITY", "EMBED_SUPERSET", "LOG_SUMMARIZATION", "REPORTS", "USAGE_DASHBOARD");

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final AuditLog auditLog;

    @Inject
    FlagService(TenantTransactions tenantTransactions, Sql sql, AuditLog auditLog) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.auditLog = auditLog;
    }

    /** All flags by name, including stored ones that this version does not know. */
    public Uni<Map<String, Boolean>> list(OrgId org) {
        return tenantTransactions
                .inOrg(
                        org,
                        () -> sql.rows(
                                "select name, value, 0 from feature_flag union all"
                                        + " select name, value, 1 from org_flag where org_id = $1 order by 3",
                                org.value()))
                .map(FlagService::resolved);
    }

    /** Switches a feature on or off for all organisations; joins the current transaction. */
    public Uni<Void> set(Feature feature, boolean value) {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.OPERATOR,
                        () -> sql.update(
                                "insert into feature_flag (name, value) values ($1, $2)"
                                        + " on conflict (name) do update set value = excluded.value",
                                feature.name(),
                                value))
                .replaceWithVoid();
    }

    /** Switches a feature on or off for one organisation; joins the current transaction. */
    public Uni<Void> set(OrgId org, Feature feature, boolean value) {
        return tenantTransactions
                .inOrg(
                        org,
                        () -> sql.update(
                                "insert into org_flag (org_id, name, value) values ($1, $2, $3)"
                                        + " on conflict (org_id, name) do update set value = excluded.value",
                                org.value(),
                                feature.name(),
                                value))
                .replaceWithVoid();
    }

    /** As {@link #set(Feature, boolean)}, with an entry of the actor in the audit log. */
    public Uni<Void> set(Feature feature, boolean value, String actor) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.OPERATOR, () -> set(feature, value)
                .chain(() -> recordAudit(null, feature, value, actor)));
    }

    /** As {@link #set(OrgId, Feature, boolean)}, with an entry of the actor in the audit log. */
    public Uni<Void> set(OrgId org, Feature feature, boolean value, String actor) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.OPERATOR, () -> set(org, feature, value)
                .chain(() -> recordAudit(org, feature, value, actor)));
    }

    private Uni<Void> recordAudit(OrgId org, Feature feature, boolean value, String actor) {
        return auditLog.recordFor(
                0,
                actor,
                org,
                AuditAction.OPERATE,
                "feature",
                feature.name(),
                Map.of("feature", feature.name(), "value", value));
    }

    private static Map<String, Boolean> resolved(List<Row> rows) {
        Map<String, Boolean> flags = new TreeMap<>();
        for (Feature feature : Feature.values()) {
            flags.put(feature.name(), feature.isOnByDefault());
        }
        rows.forEach(row -> flags.put(row.text("name"), row.bool("value")));
        UNSUPPORTED.forEach(name -> flags.put(name, false));
        return flags;
    }
}
