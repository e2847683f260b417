package org.dalgo.people.account;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class AccountRepository implements PanacheRepository<Account> {

    Uni<Account> findByEmail(String email) {
        return find("lower(email) = lower(?1)", email).firstResult();
    }
}
