package org.dalgo.data.warehouse;

import java.util.UUID;
import org.dalgo.data.warehouse.destination.WarehouseType;

/**
 * A warehouse as other rooms see it, without its credentials.
 *
 * @param destination the destination it is in Airbyte
 * @param definition the connector of that destination
 * @param profileSecret name of the Secret block in Prefect from which dbt takes its profile
 */
public record WarehouseView(String name, WarehouseType type, UUID destination, UUID definition, String profileSecret) {

    static WarehouseView of(Warehouse row) {
        return new WarehouseView(
                row.name, WarehouseType.of(row.type), row.destinationId, row.destinationDefinitionId, row.secretBlock);
    }
}
