package org.dalgo.data.warehouse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.platform.secret.SealedSecret;

/**
 * What it takes to open the warehouse itself, for rooms that read it.
 *
 * @param config of the destination in Airbyte, with credentials in clear
 * @param edition is another one whenever the configuration is
 */
public record WarehouseCredentials(WarehouseType type, ObjectNode config, SealedSecret edition) {

    /** Without the configuration. */
    @Override
    public String toString() {
        return "WarehouseCredentials[" + type + "]";
    }
}
