package org.dalgo.data.transform.project;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

@ApplicationScoped
class DbtProjectRepository implements PanacheRepository<DbtProject> {

    // A reading without an end for so long counts as lost.
    private static final String REQUEST_READ =
            """
            update dbt_project set
                import_again = coalesce(import_requested_at > now() - interval '10 minutes', false),
                import_requested_at = case when import_requested_at > now() - interval '10 minutes'
                    then import_requested_at else now() end
            where org_id = $1 and git_url is not null
            returning not import_again as due
            """;

    private static final String END_READ =
            """
            update dbt_project set
                import_requested_at = case when import_again then now() end,
                import_again = false,
                import_problem = $2::text
            where org_id = $1
            returning import_requested_at is not null as again
            """;

    private final Sql sql;

    @Inject
    DbtProjectRepository(Sql sql) {
        this.sql = sql;
    }

    /** The organisation's dbt project, or null. */
    Uni<DbtProject> findByOrg(OrgId org) {
        return find("org", org.value()).firstResult();
    }

    Uni<Boolean> delete(OrgId org, Long id) {
        return delete("org = ?1 and id = ?2", org.value(), id).map(count -> count > 0);
    }

    /**
     * Notes that the repository is to be read; during a reading, that it is to be read once more.
     *
     * @return whether a reading has to be started; false without a repository
     */
    Uni<Boolean> requestRead(OrgId org) {
        return sql.firstRow(REQUEST_READ, org.value()).map(row -> row != null && row.bool("due"));
    }

    /**
     * Notes how a reading ended.
     *
     * @param problem in words, or null
     * @return whether another one was requested meanwhile, and has to be started
     */
    Uni<Boolean> endRead(OrgId org, String problem) {
        return sql.firstRow(END_READ, org.value(), problem).map(row -> row != null && row.bool("again"));
    }
}
