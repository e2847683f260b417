package org.dalgo.sandbox.airbyte.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.store.SandboxStore;

/** Compares what a connection uses with what its source has, and draws Airbyte's consequences. */
public final class SchemaChangePolicy {

    private final SandboxStore sandboxStore;
    private final CatalogDiscovery catalogDiscovery;

    public SchemaChangePolicy(SandboxStore sandboxStore, CatalogDiscovery catalogDiscovery) {
        this.sandboxStore = sandboxStore;
        this.catalogDiscovery = catalogDiscovery;
    }

    /** The catalog that the connection was configured from; its own when that is not known. */
    public JsonNode configuredCatalog(JsonNode connection) {
        String id = SandboxJson.text(connection, "sourceCatalogId");
        return id != null && sandboxStore.catalogs.has(id)
                ? sandboxStore.catalogs.any(id).get("catalog")
                : connection.get("syncCatalog");
    }

    public CatalogDiff compare(JsonNode connection, JsonNode fresh) {
        return CatalogDiff.between(configuredCatalog(connection), fresh, connection.get("syncCatalog"));
    }

    /** A breaking change switches the connection off; with preference {@code disable} any change does. */
    public void apply(ObjectNode connection, CatalogDiff diff) {
        connection.put("breakingChange", diff.breaking());
        boolean disable =
                connection.path("nonBreakingChangesPreference").asText().equals("disable");
        if (diff.breaking() || (disable && !diff.isEmpty())) {
            connection.put("status", "inactive");
        }
        sandboxStore.touch();
    }

    /** {@code no_change}, {@code non_breaking} or {@code breaking}, without a request to the source. */
    public String schemaChange(JsonNode connection) {
        if (connection.path("breakingChange").asBoolean(false)) {
            return "breaking";
        }
        Optional<ObjectNode> newest =
                catalogDiscovery.latest(connection.get("sourceId").asText());
        String used = SandboxJson.text(connection, "sourceCatalogId");
        boolean same =
                newest.isEmpty() || newest.get().get("catalogId").asText().equals(used);
        return same ? "no_change" : "non_breaking";
    }
}
