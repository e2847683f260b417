package org.dalgo.data.ingest.connection;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The way from a source into the organisation's warehouse. Which streams take it is known to Airbyte. */
@Entity
class Connection extends PanacheEntityBase {

    /** Syncs can run. */
    static final String ACTIVE = "active";

    /** Airbyte has switched it off: its source has changed so that it cannot go on. */
    static final String INACTIVE = "inactive";

    static final Set<String> STATUSES = Set.of(ACTIVE, INACTIVE);

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "org_id")
    Long org;

    @Column(name = "airbyte_connection_id")
    UUID connectionId;

    /** Primary key of the source's row. */
    @Column(name = "source_id")
    Long source;

    String name;

    /** Airbyte's word: active, or inactive after a breaking change of the source. */
    String status = ACTIVE;

    /** Schema that it loads into; empty for the one that the warehouse names. */
    @Column(name = "destination_schema")
    String destinationSchema = "";

    /** Work after a sync, in the format of the form; or null. */
    @Column(name = "post_sync_transform")
    @JdbcTypeCode(SqlTypes.JSON)
    JsonNode postSyncTransform;

    /** Tables that it loads into, {@code {"tables": ["schema.table", …]}}; null where that is not known. */
    @Column(name = "destination_tables")
    @JdbcTypeCode(SqlTypes.JSON)
    JsonNode destinationTables;

    @CreationTimestamp
    @Column(name = "created_at")
    Instant createdAt;
}
