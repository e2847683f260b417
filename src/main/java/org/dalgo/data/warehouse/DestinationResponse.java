package org.dalgo.data.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.upstream.airbyte.actor.Actor;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The destination of a warehouse in Airbyte's words.
 *
 * @param name as Airbyte knows it
 * @param destinationName name of its connector
 * @param icon of the connector, or null
 * @param connectionConfiguration each secret masked by asterisks
 */
public record DestinationResponse(
        UUID destinationId,
        UUID destinationDefinitionId,
        @Schema(nullable = true) UUID workspaceId,
        String name,
        String destinationName,
        @Schema(nullable = true) String icon,
        JsonNode connectionConfiguration) {

    static DestinationResponse of(Warehouse row, UUID workspace) {
        return new DestinationResponse(
                row.destinationId,
                row.destinationDefinitionId,
                workspace,
                WarehouseType.of(row.type).destinationName(),
                row.destinationName,
                row.icon,
                row.maskedConfig);
    }

    static DestinationResponse of(Actor destination) {
        return new DestinationResponse(
                destination.id(),
                destination.definitionId(),
                destination.workspaceId(),
                destination.name(),
                destination.definitionName(),
                destination.icon().orElse(null),
                destination.config());
    }
}
