package org.dalgo.flow.task;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class TaskRepository implements PanacheRepositoryBase<Task, Integer> {

    Uni<Task> bySlug(String slug) {
        return find("slug", slug).firstResult();
    }
}
