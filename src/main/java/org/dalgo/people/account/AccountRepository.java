package org.dalgo.people.account;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;

@ApplicationScoped
class AccountRepository implements PanacheRepository<Account> {

    Uni<Account> byEmail(String email) {
        return find("lower(email) = lower(?1)", email).firstResult();
    }
}
