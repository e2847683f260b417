package org.dalgo.data.warehouse.destination;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.Permission;

/**
 * A configuration to be tried before it is saved.
 *
 * @param destination the warehouse's destination when it is to be changed, or null for one that is not registered yet
 * @param definition the connector of one that is not registered yet; null or ignored for the other
 * @param config for a change, secrets of nothing but asterisks are the stored ones
 */
public record DestinationCheck(UUID destination, UUID definition, ObjectNode config) {

    /** Asked here because a websocket's messages pass no interceptor. */
    public void validateFor(Caller by) {
        by.require(destination == null ? Permission.CAN_CREATE_WAREHOUSE : Permission.CAN_EDIT_WAREHOUSE);
        if (config == null) {
            throw Failure.invalid("config", "is missing");
        }
        if (destination == null && definition == null) {
            throw Failure.invalid("destinationDefId", "is missing");
        }
    }

    /** Without the configuration. */
    @Override
    public String toString() {
        return "DestinationCheck[" + destination + ", definition " + definition + "]";
    }
}
