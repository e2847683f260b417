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
    private final FlagRepository repository;
    private final AuditLog auditLog;

    @Inject
    FlagService(TenantTransactions tenantTransactions, FlagRepository repository, AuditLog auditLog) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
        this.auditLog = auditLog;
    }

    /** All flags by name, including stored ones that this version does not know. */
    public Uni<Map<String, Boolean>> list(OrgId org) {
        return tenantTransactions.inOrg(org, () -> repository.list(org)).map(FlagService::resolved);
    }

    /** Switches a feature on or off for all organisations; joins the current transaction. */
    public Uni<Void> set(Feature feature, boolean value) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.OPERATOR, () -> repository.set(feature, value));
    }

    /** Switches a feature on or off for one organisation; joins the current transaction. */
    public Uni<Void> set(OrgId org, Feature feature, boolean value) {
        return tenantTransactions.inOrg(org, () -> repository.set(org, feature, value));
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

    private static Map<String, Boolean> resolved(Map<String, Boolean> stored) {
        Map<String, Boolean> flags = new TreeMap<>();
        for (Feature feature : Feature.values()) {
            flags.put(feature.name(), feature.isOnByDefault());
        }
        flags.putAll(stored);
        UNSUPPORTED.forEach(name -> flags.put(name, false));
        return flags;
    }
}
