package org.dalgo.sandbox.airbyte.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names and columns of the table that a stream is loaded into, named as Airbyte's Postgres destination does.
 *
 * @param schema schema of the table
 * @param table name of the table
 * @param columns type by column name
 * @param fields record field by column name
 */
record TableLayout(String schema, String table, Map<String, ColumnType> columns, Map<String, String> fields) {

    private static final int MAX_NAME_LENGTH = 63;

    /** Columns that every table has, in front. */
    private static final List<String> OWN = List.of(
            "\"_airbyte_raw_id\" character varying not null",
            "\"_airbyte_extracted_at\" timestamp with time zone not null",
            "\"_airbyte_meta\" jsonb not null",
            "\"_airbyte_generation_id\" bigint");

    static TableLayout of(DestinationConnector.Target target) {
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        Map<String, String> fields = new LinkedHashMap<>();
        Set<String> wanted = target.stream().fields().orElse(Set.of());
        for (Map.Entry<String, JsonNode> property :
                target.stream().schema().path("properties").properties()) {
            if (wanted.isEmpty() || wanted.contains(property.getKey())) {
                String name = unique(identifier(property.getKey()), columns.keySet());
                columns.put(name, ColumnType.of(property.getValue()));
                fields.put(name, property.getKey());
            }
        }
        return new TableLayout(identifier(target.namespace()), identifier(target.table()), columns, fields);
    }

    /** Accents go, everything but letters, digits and underscore becomes an underscore, letters become small. */
    static String identifier(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^A-Za-z0-9_]", "_")
                .toLowerCase(Locale.ROOT);
        return plain.length() > MAX_NAME_LENGTH ? plain.substring(0, MAX_NAME_LENGTH) : plain;
    }

    private static String unique(String name, Set<String> taken) {
        String candidate = name;
        for (int n = 1; taken.contains(candidate); n++) {
            String suffix = "_" + n;
            candidate = name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH - suffix.length())) + suffix;
        }
        return candidate;
    }

    /** Column of a record field, if it is loaded. */
    Stream<String> column(String field) {
        return fields.entrySet().stream()
                .filter(entry -> entry.getValue().equals(field))
                .map(Map.Entry::getKey);
    }

    String qualified() {
        return quote(schema) + "." + quote(table);
    }

    String definition() {
        Stream<String> typed = columns.entrySet().stream()
                .map(column -> quote(column.getKey()) + " " + column.getValue().sql());
        return Stream.concat(OWN.stream(), typed).collect(Collectors.joining(", ", "(", ")"));
    }

    String names() {
        Stream<String> own =
                Stream.of("_airbyte_raw_id", "_airbyte_extracted_at", "_airbyte_meta", "_airbyte_generation_id");
        return Stream.concat(own, columns.keySet().stream())
                .map(TableLayout::quote)
                .collect(Collectors.joining(", "));
    }

    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
