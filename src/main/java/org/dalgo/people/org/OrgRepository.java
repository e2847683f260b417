package org.dalgo.people.org;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;

@ApplicationScoped
class OrgRepository implements PanacheRepository<Org> {

    Uni<Org> bySlug(String slug) {
        return find("slug", slug).firstResult();
    }
}
