package org.dalgo.data.warehouse;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.UpdateTimestamp;

/** The one warehouse of an organisation. */
@Entity
class Warehouse extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    Long org;

    String name;

    String type;

    @Column(name = "destination_id")
    UUID destinationId;

    @Column(name = "destination_definition_id")
    UUID destinationDefinitionId;

    /** The configuration that Airbyte got, as JSON, sealed. */
    byte[] credentials;

    /** Name of the Secret block in Prefect from which dbt takes its profile. */
    @Column(name = "secret_block")
    String secretBlock;

    @CreationTimestamp
    @Column(name = "created_at")
    Instant createdAt;

    @UpdateTimestamp
    @Column(name = "updated_at")
    Instant updatedAt;
}
