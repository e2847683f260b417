package org.dalgo.sandbox.airbyte.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.dalgo.sandbox.airbyte.store.Store;
import org.dalgo.sandbox.airbyte.word.Json;

/** Compares what a connection uses with what its source has, and draws Airbyte's consequences. */
public final class SchemaReview {

    private final Store store;
    private final Discovery discovery;

    public SchemaReview(Store store, Discovery discovery) {
        this.store = store;
        this.discovery = discovery;
    }

    /** The catalog that the connection was configured from; its own when that is not known. */
    public JsonNode used(JsonNode connection) {
        String id = Json.text(connection, "sourceCatalogId");
        return id != null && store.catalogs.has(id)
                ? store.catalogs.any(id).get("catalog")
                : connection.get("syncCatalog");
    }

    public CatalogDiff compare(JsonNode connection, JsonNode fresh) {
        return CatalogDiff.between(used(connection), fresh, connection.get("syncCatalog"));
    }

    /** A breaking change switches the connection off; with preference {@code disable} any change does. */
    public void draw(ObjectNode connection, CatalogDiff diff) {
        connection.put("breakingChange", diff.breaking());
        boolean disable =
                connection.path("nonBreakingChangesPreference").asText().equals("disable");
        if (diff.breaking() || (disable && !diff.isEmpty())) {
            connection.put("status", "inactive");
        }
        store.touch();
    }

    /** {@code no_change}, {@code non_breaking} or {@code breaking}, without asking the source. */
    public String standing(JsonNode connection) {
        if (connection.path("breakingChange").asBoolean(false)) {
            return "breaking";
        }
        Optional<ObjectNode> newest =
                discovery.newest(connection.get("sourceId").asText());
        String used = Json.text(connection, "sourceCatalogId");
        boolean same =
                newest.isEmpty() || newest.get().get("catalogId").asText().equals(used);
        return same ? "no_change" : "non_breaking";
    }
}
