package org.dalgo.data.warehouse.destination;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.dalgo.platform.error.Failure;

/**
 * A warehouse to be registered.
 *
 * @param name what people call it
 * @param type kind of database
 * @param definition the destination connector in Airbyte that loads into it
 * @param config in the form of that connector's specification; holds credentials
 */
public record WarehouseDraft(String name, WarehouseType type, UUID definition, ObjectNode config) {

    private static final int MAX_NAME_LENGTH = 100;

    /** Fails with INVALID, naming the field, when something that we rely on is missing. */
    public void check() {
        checkName(name);
        if (definition == null) {
            throw Failure.invalid("destinationDefId", "is missing");
        }
        if (config == null) {
            throw Failure.invalid("airbyteConfig", "is missing");
        }
        type.check(config, "airbyteConfig");
    }

    static void checkName(String name) {
        if (name == null || name.isBlank() || name.strip().length() > MAX_NAME_LENGTH) {
            throw Failure.invalid("name", "must have 1 to " + MAX_NAME_LENGTH + " characters");
        }
    }

    /** The same warehouse with that configuration. */
    public WarehouseDraft with(ObjectNode completed) {
        return new WarehouseDraft(name, type, definition, completed);
    }

    /** Without the configuration. */
    @Override
    public String toString() {
        return "WarehouseDraft[" + name + ", " + type + "]";
    }
}
