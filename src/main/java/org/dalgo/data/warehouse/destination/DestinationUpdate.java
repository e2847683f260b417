package org.dalgo.data.warehouse.destination;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.dalgo.platform.error.Failure;

/**
 * What a warehouse is to become.
 *
 * @param name what people call it
 * @param definition the connector that it was registered with, which cannot be changed; or null
 * @param config all of the destination's configuration; a secret of nothing but asterisks stays what it is
 */
public record DestinationUpdate(String name, UUID definition, ObjectNode config) {

    public void check() {
        WarehouseDraft.checkName(name);
        if (config == null) {
            throw Failure.invalid("config", "is missing");
        }
    }

    /** Without the configuration. */
    @Override
    public String toString() {
        return "DestinationUpdate[" + name + "]";
    }
}
