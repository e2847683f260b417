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

/** The way from a source into the organisation's warehouse. Which streams take it is known to Airbyte. */
@Entity
class Connection extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    Long org;

    @Column(name = "connection_id")
    UUID connectionId;

    /** Primary key of the source's row. */
    Long source;

    String name;

    @CreationTimestamp
    @Column(name = "created_at")
    Instant createdAt;
}
