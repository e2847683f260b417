package org.dalgo.data.warehouse.destination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dalgo.platform.error.Failure;

/**
 * Kinds of database that can be a warehouse. Each knows which fields of Airbyte's destination configuration we rely on
 * and what dbt needs of them. Field names are those of Airbyte's connector specifications.
 */
public enum WarehouseType {
    POSTGRES(List.of("host", "port", "database", "username"), "schema") {
        @Override
        void checkCredentials(ObjectNode config, String field) {
            int port = config.path("port").asInt();
            if (port < 1 || port > 65535) {
                throw Failure.invalid(field + ".port", "must be between 1 and 65535");
            }
            DestinationNames.requireUsableSchema(config.path("schema").asText(""), field + ".schema");
        }

        @Override
        ObjectNode credentials(ObjectNode config) {
            return config.deepCopy()
                    .retain("host", "port", "username", "password", "database", "ssl_mode", "tunnel_method");
        }

        @Override
        ObjectNode extras(ObjectNode config) {
            return JsonNodeFactory.instance.objectNode();
        }

        @Override
        List<String> serverFieldPointers() {
            // The driver's parameters can name another server than the host does.
            return List.of(
                    "/host", "/port", "/jdbc_url_params", "/tunnel_method/tunnel_host", "/tunnel_method/tunnel_port");
        }
    },

    BIGQUERY(List.of("project_id", "dataset_id", "dataset_location", "credentials_json"), "dataset_id") {
        @Override
        void checkCredentials(ObjectNode config, String field) {
            if (key(config).isEmpty()) {
                throw Failure.invalid(field + ".credentials_json", "is not a Google service account key in JSON");
            }
            DestinationNames.requireUsableDataset(text(config, "dataset_id"), field + ".dataset_id");
        }

        @Override
        ObjectNode credentials(ObjectNode config) {
            return key(config).orElseThrow();
        }

        private Optional<ObjectNode> key(ObjectNode config) {
            try {
                return JSON.readTree(config.path("credentials_json").asText()) instanceof ObjectNode key
                                && key.hasNonNull("private_key")
                        ? Optional.of(key)
                        : Optional.empty();
            } catch (JsonProcessingException e) {
                // Its message quotes the key.
                return Optional.empty();
            }
        }

        @Override
        ObjectNode extras(ObjectNode config) {
            ObjectNode extras = JsonNodeFactory.instance.objectNode().put("location", text(config, "dataset_location"));
            // Gone from newer connector images, where dbt's own default applies.
            String priority = text(config, "transformation_priority");
            return priority.isEmpty() ? extras : extras.put("priority", priority);
        }

        @Override
        List<String> serverFieldPointers() {
            return List.of();
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

    /** Name of the destination in Airbyte. */
    public String destinationName() {
        return wire() + "-warehouse";
    }

    /** Name on the wire ({@code wtype}) and in the database. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the connector of that name loads into this kind. */
    public boolean isLoadedBy(String connector) {
        return wire().equals(connector.toLowerCase(Locale.ROOT));
    }

    /**
     * Fails with INVALID when something that we rely on is missing.
     *
     * @param field of the request in which the configuration came
     */
    public void check(ObjectNode config, String field) {
        for (String one : required) {
            if (text(config, one).isBlank()) {
                throw Failure.invalid(field + "." + one, "is missing");
            }
        }
        checkCredentials(config, field);
    }

    /**
     * The value of the Secret block from which a worker makes dbt's profile.
     *
     * @param schema where dbt writes; null takes the one that Airbyte loads into
     */
    public String dbtProfile(ObjectNode config, String schema) {
        ObjectNode profile = JsonNodeFactory.instance
                .objectNode()
                .put("wtype", wire())
                .put("default_schema", schema == null ? loadedSchema(config) : schema);
        profile.set("creds", credentials(config));
        profile.set("extras", extras(config));
        return profile.toString();
    }

    /** The schema that Airbyte loads into unless a connection names another. */
    public String loadedSchema(ObjectNode config) {
        String schema = text(config, schemaField);
        return schema.isBlank() ? "public" : schema;
    }

    private static String text(ObjectNode config, String field) {
        return config.path(field).asText("");
    }

    abstract void checkCredentials(ObjectNode config, String field);

    abstract ObjectNode credentials(ObjectNode config);

    abstract ObjectNode extras(ObjectNode config);

    /** Pointers to the fields that decide which server is shown the credentials. */
    abstract List<String> serverFieldPointers();
}
