package org.dalgo.people.org;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Queries over organisations. */
@ApplicationScoped
class OrgRepository implements PanacheRepository<Org> {

    private static final String SUMMARIES =
            """
            select o.slug, o.name, (select count(*) from membership m where m.org_id = o.id) as members,
                   to_char(o.created_at at time zone 'UTC', 'YYYY-MM-DD') as created_on
            from org o order by o.slug
            """;

    // Of removed organisations, too: what is left of them elsewhere, or on a worker's disk, bears their slug.
    private static final String TAKEN_SLUGS =
            """
            select slug from org where slug like $1
            union
            select slug from org_operation where slug like $1 and (kind = 'delete' or left_behind <> '{}')
            """;

    @Inject
    Sql sql;

    Uni<List<OrgSummary>> summaries() {
        return sql.rows(SUMMARIES).map(rows -> rows.stream()
                .map(row -> new OrgSummary(
                        row.text("slug"),
                        row.text("name"),
                        row.longValue("members"),
                        LocalDate.parse(row.text("created_on"))))
                .toList());
    }

    Uni<Org> findBySlug(String slug) {
        return find("slug", slug).firstResult();
    }

    /** Slugs with that prefix that no new organisation may have. */
    Uni<List<String>> takenSlugs(String prefix) {
        return sql.rows(TAKEN_SLUGS, prefix + "%")
                .map(rows -> rows.stream().map(row -> row.text("slug")).toList());
    }

    /**
     * Stores at the first call which workspaces of the organisation's name are not its own.
     *
     * @return those of the first call
     */
    Uni<List<UUID>> storeForeignWorkspaces(OrgId org, List<UUID> existing) {
        return sql.firstRow(
                        "update org set foreign_airbyte_workspace_ids ="
                                + " coalesce(foreign_airbyte_workspace_ids, $2) where id = $1"
                                + " returning foreign_airbyte_workspace_ids",
                        org.value(),
                        existing.toArray(UUID[]::new))
                .map(row -> row.uuids("foreign_airbyte_workspace_ids"));
    }

    Uni<Void> insertPlan(OrgId org, InitialPlan plan) {
        return sql.update(
                        "insert into org_plan (org_id, base_plan, superset_included, subscription_duration, features,"
                                + " start_date, end_date, can_upgrade_plan)"
                                + " values ($1, $2, $3, $4::varchar, $5::jsonb, $6::timestamptz, $7::timestamptz, $8)",
                        org.value(),
                        plan.base(),
                        plan.supersetIncluded(),
                        plan.duration(),
                        plan.features(),
                        plan.start(),
                        plan.end(),
                        plan.canUpgrade())
                .replaceWithVoid();
    }
}
