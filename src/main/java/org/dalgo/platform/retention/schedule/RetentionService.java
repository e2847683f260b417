package org.dalgo.platform.retention.schedule;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Gives an organisation lives of its own for its rows. */
@ApplicationScoped
public class RetentionService {

    private static final int MAX_DAYS = 36_500;

    private final TenantTransactions tenantTransactions;
    private final RetentionRepository lives;
    private final AuditLog auditLog;
    private final List<RetentionRule> rules;

    @Inject
    RetentionService(
            TenantTransactions tenantTransactions,
            RetentionRepository lives,
            AuditLog auditLog,
            @All List<RetentionRule> rules) {
        this.tenantTransactions = tenantTransactions;
        this.lives = lives;
        this.auditLog = auditLog;
        this.rules = rules;
    }

    /** Names of the rules that an organisation may change, with the standard lives. */
    public Map<String, Duration> standards() {
        return rules.stream()
                .filter(RetentionRule::perOrg)
                .collect(Collectors.toMap(RetentionRule::name, RetentionRule::standard));
    }

    /**
     * Sets or removes the life of an organisation's rows.
     *
     * @param days empty for the standard life
     * @param actor for the audit log
     * @return nothing; fails with BAD_REQUEST for an unknown rule or a number of days that is not positive
     */
    public Uni<Void> set(OrgId org, String rule, Optional<Integer> days, String actor) {
        if (!standards().containsKey(rule)) {
            return Uni.createFrom()
                    .failure(Failure.badRequest("There is no retention rule " + rule + ". Choose one of "
                            + String.join(
                                    ", ", standards().keySet().stream().sorted().toList()) + "."));
        }
        if (days.filter(number -> number < 1 || number > MAX_DAYS).isPresent()) {
            return Uni.createFrom()
                    .failure(Failure.badRequest("A life is at least 1 and at most " + MAX_DAYS + " days."));
        }
        return tenantTransactions.acrossOrgs(
                CrossTenantPurpose.OPERATOR,
                () -> (days.isPresent() ? lives.set(org, rule, days.get()) : lives.unset(org, rule))
                        .chain(() -> auditLog.recordFor(
                                0,
                                actor,
                                org,
                                AuditAction.OPERATE,
                                "retention",
                                rule,
                                Map.of("days", days.map(Object::toString).orElse("standard")))));
    }
}
