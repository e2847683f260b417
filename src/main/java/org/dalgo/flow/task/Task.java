package org.dalgo.flow.task;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.Immutable;

/** A task of the catalogue, the same for all organisations; seeded by the schema and never changed. */
@Entity
@Immutable
class Task extends PanacheEntityBase {

    @Id
    Integer id;

    String type;

    String slug;

    String label;

    String command;

    @Column(name = "is_system")
    boolean system;

    TaskKind kind() {
        return TaskKind.of(slug);
    }
}
