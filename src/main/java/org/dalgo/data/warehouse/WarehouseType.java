package org.dalgo.data.warehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.dalgo.platform.http.Failure;

/**
 * Kinds of database that can be a warehouse. Each knows which fields of Airbyte's destination configuration we rely on
 * and what dbt needs of them. Field names are those of Airbyte's connector specifications.
 */
public enum WarehouseType {
    POSTGRES(List.of("host", "port", "database", "username"), "schema") {
        @Override
        void checkCredentials(ObjectNode config) {
            int port = config.path("port").asInt();
            if (port < 1 || port > 65535) {
                throw Failure.invalid("airbyteConfig.port", "must be between 1 and 65535");
            }
        }

        @Override
        ObjectNode credentials(ObjectNode config) {
            return config.deepCopy()
                    .retain("host", "port", "username", "password", "database", "ssl_mode", "tunnel_method");
        }

        @Override
        ObjectNode extras(ObjectNode config) {
            return JSON.createObjectNode();
        }
    },

    BIGQUERY(List.of("project_id", "dataset_id", "dataset_location", "credentials_json"), "dataset_id") {
        @Override
        void checkCredentials(ObjectNode config) {
            credentials(config);
        }

        @Override
        ObjectNode credentials(ObjectNode config) {
            try {
                JsonNode key = JSON.readTree(config.path("credentials_json").asText());
                if (key instanceof ObjectNode object && object.hasNonNull("private_key")) {
                    return object;
                }
            } catch (JsonProcessingException e) {
                // Its message quotes the key; the refusal below says what the person needs.
            }
            throw Failure.invalid("airbyteConfig.credentials_json", "is not a Google service account key in JSON");
        }

        @Override
        ObjectNode extras(ObjectNode config) {
            ObjectNode extras = JSON.createObjectNode().put("location", text(config, "dataset_location"));
            // Gone from newer connector images, where dbt's own default applies.
            String priority = text(config, "transformation_priority");
            return priority.isEmpty() ? extras : extras.put("priority", priority);
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> required;
    private final String schemaField;

    WarehouseType(List<String> required, String schemaField) {
        this.required = required;
        this.schemaField = schemaField;
    }

    /** The kind of that name on the wire; fails with BAD_REQUEST for any other. */
    public static WarehouseType of(String wire) {
        for (WarehouseType type : values()) {
            if (type.wire().equals(wire)) {
                return type;
            }
        }
        throw Failure.badRequest("this kind of warehouse is not supported");
    }

    /** Name on the wire ({@code wtype}) and in the database. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    void check(ObjectNode config) {
        for (String field : required) {
            if (text(config, field).isBlank()) {
                throw Failure.invalid("airbyteConfig." + field, "is missing");
            }
        }
        checkCredentials(config);
    }

    /**
     * The value of the Secret block from which a worker makes dbt's profile.
     *
     * @param schema where dbt writes; null takes the one that Airbyte loads into
     */
    String profile(ObjectNode config, String schema) {
        ObjectNode profile = JSON.createObjectNode()
                .put("wtype", wire())
                .put("default_schema", schema == null ? defaultSchema(config) : schema);
        profile.set("creds", credentials(config));
        profile.set("extras", extras(config));
        return profile.toString();
    }

    private String defaultSchema(ObjectNode config) {
        String schema = text(config, schemaField);
        return schema.isBlank() ? "public" : schema;
    }

    private static String text(ObjectNode config, String field) {
        return config.path(field).asText("");
    }

    abstract void checkCredentials(ObjectNode config);

    abstract ObjectNode credentials(ObjectNode config);

    abstract ObjectNode extras(ObjectNode config);
}
