package org.dalgo.sandbox.airbyte.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** What changed between two discovered catalogs, and whether it breaks what a connection does with them. */
public final class CatalogDiff {

    private final Map<String, JsonNode> before;
    private final Map<String, JsonNode> after;
    private final Map<String, JsonNode> configured;
    private final ArrayNode transforms = SandboxJson.array();
    private boolean breaking;

    private CatalogDiff(JsonNode before, JsonNode after, JsonNode configured) {
        this.before = index(before);
        this.after = index(after);
        this.configured = index(configured);
    }

    static CatalogDiff between(JsonNode before, JsonNode after, JsonNode configured) {
        CatalogDiff diff = new CatalogDiff(before, after, configured);
        diff.compare();
        return diff;
    }

    public boolean breaking() {
        return breaking;
    }

    boolean isEmpty() {
        return transforms.isEmpty();
    }

    /** As Airbyte writes it; before 0.59 the changes of a stream were a bare array. */
    public ObjectNode render(EmulatedVersion version) {
        ArrayNode rendered = transforms.deepCopy();
        if (!version.wrapsStreamUpdates()) {
            for (JsonNode transform : rendered) {
                if (transform.has("updateStream")) {
                    ((ObjectNode) transform)
                            .set("updateStream", transform.get("updateStream").get("fieldTransforms"));
                }
            }
        }
        return SandboxJson.object().set("transforms", rendered);
    }

    private void compare() {
        after.forEach((key, stream) -> {
            if (!before.containsKey(key)) {
                transform("add_stream", stream);
            }
        });
        before.forEach((key, stream) -> {
            if (!after.containsKey(key)) {
                transform("remove_stream", stream);
            } else {
                compareStream(key, stream, after.get(key));
            }
        });
    }

    private void compareStream(String key, JsonNode old, JsonNode now) {
        JsonNode element = configured.get(key);
        ConfiguredStream own =
                element == null || !ConfiguredStream.selected(element) ? null : ConfiguredStream.of(element);
        ArrayNode fields = SandboxJson.array();
        ArrayNode attributes = SandboxJson.array();
        JsonNode oldFields = old.path("stream").path("jsonSchema").path("properties");
        JsonNode newFields = now.path("stream").path("jsonSchema").path("properties");
        newFields.properties().forEach(field -> {
            if (!oldFields.has(field.getKey())) {
                field(fields, "add_field", field.getKey(), false)
                        .putObject("addField")
                        .set("schema", field.getValue());
            }
        });
        oldFields.properties().forEach(field -> {
            if (!newFields.has(field.getKey())) {
                field(fields, "remove_field", field.getKey(), needed(own, field.getKey()))
                        .putObject("removeField")
                        .set("schema", field.getValue());
            } else if (!newFields.get(field.getKey()).equals(field.getValue())) {
                ObjectNode change = field(fields, "update_field_schema", field.getKey(), false);
                change.putObject("updateFieldSchema").set("oldSchema", field.getValue());
                ((ObjectNode) change.get("updateFieldSchema")).set("newSchema", newFields.get(field.getKey()));
            }
        });
        compareKey(own, old, now, attributes);
        if (!fields.isEmpty() || !attributes.isEmpty()) {
            ObjectNode update = transform("update_stream", old).putObject("updateStream");
            update.set("fieldTransforms", fields);
            update.set("streamAttributeTransforms", attributes);
        }
    }

    private void compareKey(ConfiguredStream own, JsonNode old, JsonNode now, ArrayNode attributes) {
        JsonNode oldKey = old.path("stream").path("sourceDefinedPrimaryKey");
        JsonNode newKey = now.path("stream").path("sourceDefinedPrimaryKey");
        if (Objects.equals(oldKey, newKey)) {
            return;
        }
        boolean breaks = own != null && own.mode().endsWith("dedup") && !oldKey.isEmpty();
        breaking |= breaks;
        ObjectNode change = attributes
                .addObject()
                .put("transformType", "update_primary_key")
                .put("breaking", breaks);
        ObjectNode keys = change.putObject("updatePrimaryKey");
        keys.set("oldPrimaryKey", oldKey);
        keys.set("newPrimaryKey", newKey);
    }

    private ObjectNode transform(String type, JsonNode element) {
        ObjectNode transform = transforms.addObject().put("transformType", type);
        ObjectNode descriptor = transform.putObject("streamDescriptor");
        descriptor.put("name", element.path("stream").path("name").asText());
        if (element.path("stream").hasNonNull("namespace")) {
            descriptor.set("namespace", element.path("stream").get("namespace"));
        }
        return transform;
    }

    private ObjectNode field(ArrayNode fields, String type, String name, boolean breaks) {
        breaking |= breaks;
        ObjectNode field = fields.addObject().put("transformType", type).put("breaking", breaks);
        field.putArray("fieldName").add(name);
        return field;
    }

    private static boolean needed(ConfiguredStream own, String field) {
        if (own == null) {
            return false;
        }
        boolean cursor = own.incremental() && own.cursor().contains(field);
        boolean key = own.mode().endsWith("dedup") && own.key().contains(field);
        return cursor || key;
    }

    private static Map<String, JsonNode> index(JsonNode catalog) {
        Map<String, JsonNode> streams = new LinkedHashMap<>();
        catalog.path("streams").forEach(element -> streams.put(ConfiguredStream.key(element.path("stream")), element));
        return streams;
    }
}
