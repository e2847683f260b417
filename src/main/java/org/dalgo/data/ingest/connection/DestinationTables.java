package org.dalgo.data.ingest.connection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dalgo.data.warehouse.destination.DestinationNames;
import org.dalgo.platform.error.Failure;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.dalgo.upstream.airbyte.catalog.StreamConfiguration;
import org.dalgo.upstream.airbyte.catalog.StreamKey;
import org.dalgo.upstream.airbyte.connection.AirbyteConnection;

/**
 * Tables that a connection loads into. Of two streams in one table the later sync replaces what the earlier one loaded,
 * and both succeed.
 *
 * @param streams the stream of each table, by {@code schema.table} as the warehouse names them
 */
record DestinationTables(Map<String, StreamKey> streams) {

    private static final String TABLES = "tables";

    /**
     * Tables of the connection that a draft describes.
     *
     * @param warehouseSchema where connections load that name no schema
     * @return fails with BAD_REQUEST, naming both, when two of its streams lead to one table
     */
    static DestinationTables of(ConnectionDraft draft, String warehouseSchema) {
        Map<String, StreamKey> tables = new LinkedHashMap<>();
        String schema = DestinationNames.key(draft.namespace().orElse(warehouseSchema));
        for (StreamConfiguration choice : draft.streams()) {
            String table = schema + "." + DestinationNames.key(choice.stream().name());
            StreamKey other = tables.putIfAbsent(table, choice.stream());
            if (other != null) {
                throw Failure.badRequest("The streams " + name(other) + " and " + name(choice.stream())
                        + " both lead to the table " + table
                        + ", where one replaces the other. Select one of them here, and load the other into another"
                        + " schema by a connection of its own.");
            }
        }
        return new DestinationTables(tables);
    }

    /** Tables of a connection as Airbyte has it, which may share some among its streams. */
    static DestinationTables of(AirbyteConnection connection, String warehouseSchema) {
        Map<String, StreamKey> tables = new LinkedHashMap<>();
        String schema = DestinationNames.key(connection.namespaceFormat().orElse(warehouseSchema));
        connection.catalog().map(Catalog::streams).orElse(List.of()).stream()
                .filter(Catalog.Stream::selected)
                .map(Catalog.Stream::key)
                .forEach(stream -> tables.putIfAbsent(schema + "." + DestinationNames.key(stream.name()), stream));
        return new DestinationTables(tables);
    }

    /**
     * Fails with CONFLICT, naming both, when another connection loads into one of the tables.
     *
     * @param own the connection itself, or null for a new one: what it loads already was accepted before
     */
    void requireUnshared(List<Connection> all, Connection own) {
        for (Connection other : all) {
            if (own == null || !own.id.equals(other.id)) {
                for (JsonNode table : tablesOf(other)) {
                    StreamKey stream = streams.get(table.asText());
                    if (stream != null && !(own != null && holds(own, table))) {
                        throw Failure.conflict("The stream " + name(stream) + " leads to the table " + table.asText()
                                + ", into which the connection " + other.name
                                + " loads already: one would replace the other. Choose another schema, or confirm it with"
                                + " the field confirmSharedTables.");
                    }
                }
            }
        }
    }

    /** As it is kept while a connection changes: these, and those that it loads into still. */
    ObjectNode toJsonWith(Connection before) {
        Set<String> all = new LinkedHashSet<>(streams.keySet());
        tablesOf(before).forEach(table -> all.add(table.asText()));
        return toJson(all);
    }

    /** As it is kept with the connection: an object, because Hibernate Reactive stores no other JSON. */
    ObjectNode toJson() {
        return toJson(streams.keySet());
    }

    private static ObjectNode toJson(Set<String> names) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode tables = json.putArray(TABLES);
        names.forEach(tables::add);
        return json;
    }

    private static boolean holds(Connection connection, JsonNode table) {
        for (JsonNode one : tablesOf(connection)) {
            if (one.equals(table)) {
                return true;
            }
        }
        return false;
    }

    /** None where it is not known. */
    private static JsonNode tablesOf(Connection connection) {
        return connection.destinationTables == null
                ? JsonNodeFactory.instance.arrayNode()
                : connection.destinationTables.path(TABLES);
    }

    private static String name(StreamKey stream) {
        return stream.namespace().map(schema -> schema + "." + stream.name()).orElse(stream.name());
    }
}
