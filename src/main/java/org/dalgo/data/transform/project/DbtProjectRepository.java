package org.dalgo.data.transform.project;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.dalgo.platform.tenancy.OrgId;

@ApplicationScoped
class DbtProjectRepository implements PanacheRepository<DbtProject> {

    /** The organisation's dbt project, or null. */
    Uni<DbtProject> findByOrg(OrgId org) {
        return find("org", org.value()).firstResult();
    }

    Uni<Boolean> delete(OrgId org, Long id) {
        return delete("org = ?1 and id = ?2", org.value(), id).map(count -> count > 0);
    }
}
