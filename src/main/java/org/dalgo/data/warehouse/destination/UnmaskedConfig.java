package org.dalgo.data.warehouse.destination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dalgo.platform.error.Failure;

/**
 * A configuration as a form returns it after it was shown without its secrets. A text of asterisks only means the
 * stored secret. What is stored nowhere is left out, and so is what the person left out.
 *
 * @param config with the secrets in clear
 * @param kept paths of the secrets that were taken from the stored configuration
 */
public record UnmaskedConfig(ObjectNode config, List<String> kept) {

    private static final Pattern MASK = Pattern.compile("\\*+");

    public static UnmaskedConfig of(ObjectNode update, ObjectNode stored) {
        List<String> kept = new ArrayList<>();
        return new UnmaskedConfig(object(update, stored, "", kept), kept);
    }

    /**
     * Fails with INVALID when a stored secret would be sent to another server than the one for which it was given. A
     * person who may change the warehouse need not know its password.
     *
     * @param field of the request in which the configuration came
     */
    public void requireSameServer(WarehouseType type, ObjectNode stored, String field) {
        if (kept.isEmpty()) {
            return;
        }
        for (String pointer : type.serverFieldPointers()) {
            if (!config.at(pointer).asText().equals(stored.at(pointer).asText())) {
                throw Failure.invalid(
                        field + kept.get(0), "must be given anew, because " + name(pointer) + " is another one");
            }
        }
    }

    private static String name(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }

    private static ObjectNode object(ObjectNode update, JsonNode stored, String path, List<String> kept) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : update.properties()) {
            String name = field.getKey();
            JsonNode value = value(field.getValue(), stored.path(name), path + "." + name, kept);
            if (!value.isMissingNode()) {
                whole.set(name, value);
            }
        }
        return whole;
    }

    private static ArrayNode array(ArrayNode update, JsonNode stored, String path, List<String> kept) {
        ArrayNode whole = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < update.size(); i++) {
            JsonNode value = value(update.get(i), stored.path(i), path + "." + i, kept);
            if (!value.isMissingNode()) {
                whole.add(value);
            }
        }
        return whole;
    }

    private static JsonNode value(JsonNode update, JsonNode stored, String path, List<String> kept) {
        if (update instanceof ObjectNode object) {
            return object(object, stored, path, kept);
        }
        if (update instanceof ArrayNode array) {
            return array(array, stored, path, kept);
        }
        if (!update.isTextual() || !MASK.matcher(update.asText()).matches()) {
            return update;
        }
        if (!stored.isValueNode()) {
            return MissingNode.getInstance();
        }
        kept.add(path);
        return stored;
    }

    /** Without the configuration. */
    @Override
    public String toString() {
        return "UnmaskedConfig[kept " + kept + "]";
    }
}
