package org.dalgo.data.ingest.connection;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.dalgo.flow.lock.LockResponse;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A connection in a list.
 *
 * @param status active, or inactive after a breaking change of the source
 * @param deploymentId what runs its sync, or null
 * @param clearConnDeploymentId what empties its tables, or null
 * @param resetConnDeploymentId always null; clients of before know it
 * @param destinationSchema empty for the one that the warehouse names
 * @param isRunning whether it is locked
 * @param lastRun its last job that has ended, or null
 * @param lock of its sync, else of its clear, or null
 * @param queuedFlowRunWaitTime always null; clients of before know it
 */
public record ConnectionSummary(
        String name,
        UUID connectionId,
        String status,
        Source source,
        Destination destination,
        @Schema(nullable = true) UUID deploymentId,
        @Schema(nullable = true) UUID clearConnDeploymentId,
        @Schema(nullable = true) UUID resetConnDeploymentId,
        String destinationSchema,
        boolean isRunning,
        @Schema(nullable = true) LastRun lastRun,
        @Schema(nullable = true) LockResponse lock,
        JsonNode queuedFlowRunWaitTime) {

    /**
     * Where it reads.
     *
     * @param sourceName name of the connector; empty when the copy lacks it
     * @param icon address of a picture of the connector, or null
     */
    @Schema(name = "ConnectionSourceSummary")
    public record Source(
            UUID sourceId,
            String name,
            String sourceName,
            UUID sourceDefinitionId,
            @Schema(nullable = true) String icon) {}

    /**
     * Where it writes.
     *
     * @param name of the warehouse
     * @param destinationName name of the connector
     */
    @Schema(name = "ConnectionDestinationSummary")
    public record Destination(
            UUID destinationId,
            String name,
            String destinationName,
            UUID destinationDefinitionId,
            @Schema(nullable = true) String icon) {}

    /**
     * A job that has ended.
     *
     * @param status succeeded, failed or cancelled
     */
    public record LastRun(
            long airbyteJobId,
            String status,
            @Schema(nullable = true) Instant startTime,
            @Schema(nullable = true) Instant expectedStartTime) {}
}
