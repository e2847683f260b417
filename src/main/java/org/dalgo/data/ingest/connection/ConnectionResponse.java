package org.dalgo.data.ingest.connection;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.dalgo.flow.lock.LockResponse;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A connection as its form shows it.
 *
 * @param catalogId id under which Airbyte keeps what the source holds, or null
 * @param destinationSchema empty for the one that the warehouse names
 * @param postSyncTransform what is to be done after a sync, or null
 * @param syncCatalog every stream of the source, also those that are not selected
 */
public record ConnectionResponse(
        String name,
        UUID connectionId,
        String status,
        @Schema(nullable = true) String catalogId,
        String destinationSchema,
        @Schema(nullable = true) UUID deploymentId,
        @Schema(nullable = true) UUID clearConnDeploymentId,
        @Schema(nullable = true) UUID resetConnDeploymentId,
        @Schema(nullable = true) LockResponse lock,
        @Schema(nullable = true) ConnectionSummary.LastRun lastRun,
        boolean isRunning,
        Source source,
        Destination destination,
        @JsonProperty("post_sync_transform") JsonNode postSyncTransform,
        JsonNode syncCatalog) {

    /** Where it reads. */
    @Schema(name = "ConnectionSourceResponse")
    public record Source(
            UUID id,
            UUID sourceId,
            String name,
            String sourceName,
            UUID sourceDefinitionId,
            @Schema(nullable = true) String icon) {}

    /** Where it writes. */
    @Schema(name = "ConnectionDestinationResponse")
    public record Destination(UUID id, UUID destinationId, String name, String destinationName) {}

    static ConnectionResponse of(
            ConnectionSummary row, String status, String schema, JsonNode postSyncTransform, Catalog catalog) {
        ConnectionSummary.Source source = row.source();
        ConnectionSummary.Destination destination = row.destination();
        return new ConnectionResponse(
                row.name(),
                row.connectionId(),
                status,
                catalog.id().orElse(null),
                schema,
                row.deploymentId(),
                row.clearConnDeploymentId(),
                row.resetConnDeploymentId(),
                row.lock(),
                row.lastRun(),
                row.isRunning(),
                new Source(
                        source.sourceId(),
                        source.sourceId(),
                        source.name(),
                        source.sourceName(),
                        source.sourceDefinitionId(),
                        source.icon()),
                new Destination(
                        destination.destinationId(),
                        destination.destinationId(),
                        destination.name(),
                        destination.destinationName()),
                postSyncTransform,
                catalog.toJson());
    }
}
