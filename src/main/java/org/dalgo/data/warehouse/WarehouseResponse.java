package org.dalgo.data.warehouse;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A warehouse as pages show it.
 *
 * @param wtype kind of database
 * @param airbyteDockerRepository image of the connector, or null when it is not known
 * @param airbyteDockerImageTag its version, or null
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record WarehouseResponse(
        String wtype,
        String name,
        DestinationResponse airbyteDestination,
        @Schema(nullable = true) String airbyteDockerRepository,
        @Schema(nullable = true) String airbyteDockerImageTag) {

    static WarehouseResponse of(Warehouse row, DestinationResponse destination) {
        return new WarehouseResponse(row.type, row.name, destination, row.dockerRepository, row.dockerImageTag);
    }
}
