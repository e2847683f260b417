package org.dalgo.data.warehouse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dalgo.platform.secret.SealedSecret;

/**
 * What it takes to open the warehouse itself, for rooms that read it.
 *
 * @param config of the destination in Airbyte, with credentials in clear
 * @param edition is another one whenever the configuration is
 */
public record WarehouseAccess(WarehouseType type, ObjectNode config, SealedSecret edition) {

    /** Without the configuration. */
    @Override
    public String toString() {
        return "WarehouseAccess[" + type + "]";
    }
}
