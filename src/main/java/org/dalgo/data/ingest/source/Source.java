package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.dalgo.upstream.airbyte.actor.Actor;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Where an organisation's data comes from. Its credentials stay with Airbyte. */
@Entity
class Source extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "org_id")
    Long org;

    @Column(name = "airbyte_source_id")
    UUID sourceId;

    @Column(name = "airbyte_source_definition_id")
    UUID sourceDefinitionId;

    String name;

    /** Name of its kind; null in rows from before copies were kept, as are the next two. */
    @Column(name = "connector_name")
    String connectorName;

    String icon;

    /** Its configuration, every secret masked. */
    @Column(name = "masked_config")
    @JdbcTypeCode(SqlTypes.JSON)
    JsonNode maskedConfig;

    @CreationTimestamp
    @Column(name = "created_at")
    Instant createdAt;

    /** Copies what Airbyte answers about it. */
    void copyFrom(Actor actor) {
        name = actor.name();
        connectorName = actor.definitionName();
        icon = actor.icon().orElse(null);
        maskedConfig = actor.config();
    }
}
