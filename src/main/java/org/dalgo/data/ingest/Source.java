package org.dalgo.data.ingest;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.CreationTimestamp;

/** Where an organisation's data comes from. Its configuration, credentials included, stays with Airbyte. */
@Entity
class Source extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    Long org;

    @Column(name = "source_id")
    UUID sourceId;

    @Column(name = "source_definition_id")
    UUID sourceDefinitionId;

    String name;

    @CreationTimestamp
    @Column(name = "created_at")
    Instant createdAt;
}
