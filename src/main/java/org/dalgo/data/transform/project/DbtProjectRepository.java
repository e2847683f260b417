package org.dalgo.data.transform.project;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

@ApplicationScoped
class DbtProjectRepository implements PanacheRepository<DbtProject> {

    // The web app requests the deletion when its own set-up fails half-way. Only what such a set-up can have created is
    // deleted.
    private static final String UNUSED =
            """
            select p.id from dbt_project p
            where p.org_id = $1 and p.git_url is null and p.created_at > now() - interval '15 minutes'
              and not exists (select from canvas_node n where n.org_id = p.org_id)
              and not exists (select from dbt_file f where f.org_id = p.org_id
                              and (f.content is distinct from f.published or not f.path = any($2)))
              and not exists (select from org_task o where o.org_id = p.org_id and o.generated_by = 'client'
                              and o.airbyte_connection_id is null)
              and not exists (select from deployment d
                              join deployment_task t on t.deployment_id = d.id
                              join org_task o on o.id = t.org_task_id and o.airbyte_connection_id is null
                              where d.org_id = p.org_id and d.type = 'orchestrate')
            for update
            """;

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

    /** Locks the row, if there is one, until the current transaction ends. */
    Uni<Void> lock(OrgId org) {
        return sql.rows("select id from dbt_project where org_id = $1 for update", org.value())
                .replaceWithVoid();
    }

    /**
     * Locks a project that was only just made and that people have put no work into.
     *
     * @param template paths of the files that a new project has
     * @return false when there is none
     */
    Uni<Boolean> lockUnused(OrgId org, Collection<String> template) {
        return sql.firstRow(UNUSED, org.value(), template.toArray(String[]::new))
                .map(row -> row != null);
    }

    /**
     * Records that the repository is to be read; during a reading, that it is to be read once more.
     *
     * @return whether a reading has to be started; false without a repository
     */
    Uni<Boolean> requestRead(OrgId org) {
        return sql.firstRow(REQUEST_READ, org.value()).map(row -> row != null && row.bool("due"));
    }

    /**
     * Records how a reading ended.
     *
     * @param problem in words, or null
     * @return whether another one was requested meanwhile, and has to be started
     */
    Uni<Boolean> endRead(OrgId org, String problem) {
        return sql.firstRow(END_READ, org.value(), problem).map(row -> row != null && row.bool("again"));
    }
}
