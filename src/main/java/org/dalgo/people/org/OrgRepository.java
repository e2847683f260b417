package org.dalgo.people.org;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class OrgRepository implements PanacheRepository<Org> {

    Uni<Org> findBySlug(String slug) {
        return find("slug", slug).firstResult();
    }
}
