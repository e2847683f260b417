package org.dalgo.data.warehouse;

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
import org.dalgo.upstream.airbyte.definition.Definition;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.UpdateTimestamp;
import org.hibernate.type.SqlTypes;

/** The one warehouse of an organisation. */
@Entity
class Warehouse extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "org_id")
    Long org;

    String name;

    String type;

    @Column(name = "airbyte_destination_id")
    UUID destinationId;

    @Column(name = "airbyte_destination_definition_id")
    UUID destinationDefinitionId;

    /** The configuration that Airbyte got, as JSON, sealed. */
    byte[] credentials;

    /** Name of the Secret block in Prefect from which dbt takes its profile. */
    @Column(name = "prefect_secret_block")
    String secretBlock;

    /** Schema that dbt writes to; null for the one that Airbyte loads into. */
    @Column(name = "profile_schema")
    String profileSchema;

    /** The configuration as Airbyte shows it, without secrets; null in rows that are older than this column. */
    @Column(name = "masked_config")
    @JdbcTypeCode(SqlTypes.JSON)
    JsonNode maskedConfig;

    /** Name of the destination's connector. */
    @Column(name = "destination_name")
    String destinationName;

    /** Picture of the connector: an address, or the picture itself; null without one. */
    String icon;

    @Column(name = "docker_repository")
    String dockerRepository;

    @Column(name = "docker_image_tag")
    String dockerImageTag;

    @CreationTimestamp
    @Column(name = "created_at")
    Instant createdAt;

    @UpdateTimestamp
    @Column(name = "updated_at")
    Instant updatedAt;

    /** Takes over what Airbyte shows of the destination and its connector. */
    void copyFrom(Actor destination, Definition connector) {
        maskedConfig = destination.config();
        destinationName = destination.definitionName();
        icon = destination.icon().orElse(null);
        dockerRepository = connector.dockerRepository();
        dockerImageTag = connector.dockerImageTag();
    }
}
