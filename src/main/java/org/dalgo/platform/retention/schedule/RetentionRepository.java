package org.dalgo.platform.retention.schedule;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Rows of lives that single organisations have. */
@ApplicationScoped
class RetentionRepository {

    private final Sql sql;

    @Inject
    RetentionRepository(Sql sql) {
        this.sql = sql;
    }

    Uni<Map<OrgId, Duration>> lives(String rule) {
        return sql.rows("select org_id, kept_days from org_retention where rule = $1", rule)
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> row.org("org_id"), row -> Duration.ofDays(row.longValue("kept_days")))));
    }

    Uni<Integer> set(OrgId org, String rule, int days) {
        return sql.update(
                "insert into org_retention (org_id, rule, kept_days) values ($1, $2, $3)"
                        + " on conflict (org_id, rule) do update set kept_days = excluded.kept_days",
                org.value(),
                rule,
                days);
    }

    Uni<Integer> unset(OrgId org, String rule) {
        return sql.update("delete from org_retention where org_id = $1 and rule = $2", org.value(), rule);
    }
}
