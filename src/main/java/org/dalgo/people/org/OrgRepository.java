package org.dalgo.people.org;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
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
}
