package org.dalgo.light.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names and columns of the table that a stream is loaded into.
 *
 * @param schema schema of the table
 * @param table name of the table
 * @param columns type by column name
 * @param fields record field by column name
 */
record TableLayout(String schema, String table, Map<String, ColumnType> columns, Map<String, String> fields) {

    private static final String STAGING_SCHEMA = "airbyte_internal";

    /** Columns that every table has, in front. */
    private static final Map<String, String> OWN = own();

    /** PostgreSQL's own columns of every table. */
    private static final Set<String> SYSTEM = Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

    private static Map<String, String> own() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("_airbyte_raw_id", "character varying not null");
        columns.put("_airbyte_extracted_at", "timestamp with time zone not null");
        columns.put("_airbyte_meta", "jsonb not null");
        columns.put("_airbyte_generation_id", "bigint");
        return Collections.unmodifiableMap(columns);
    }

    /** A table of its own for each target; which of two targets of one name gets a number does not depend on their order. */
    static Map<LoadTarget, TableLayout> of(List<LoadTarget> targets) {
        Map<LoadTarget, TableLayout> layouts = new HashMap<>();
        Map<String, Set<String>> taken = new HashMap<>();
        targets.stream()
                .sorted(Comparator.comparing(LoadTarget::namespace)
                        .thenComparing(LoadTarget::name)
                        .thenComparing(LoadTarget::stream))
                .forEach(target -> {
                    String schema = SqlIdentifier.of(target.namespace());
                    Set<String> tables = taken.computeIfAbsent(schema, key -> new HashSet<>());
                    String table = SqlIdentifier.unique(SqlIdentifier.of(target.name()), tables);
                    tables.add(table);
                    layouts.put(target, of(schema, table, target));
                });
        return layouts;
    }

    private static TableLayout of(String schema, String table, LoadTarget target) {
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        Map<String, String> fields = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>(OWN.keySet());
        taken.addAll(SYSTEM);
        Set<String> wanted = target.fields().orElse(Set.of());
        for (Map.Entry<String, JsonNode> property :
                target.jsonSchema().path("properties").properties()) {
            if (wanted.isEmpty() || wanted.contains(property.getKey())) {
                String name = SqlIdentifier.unique(SqlIdentifier.of(property.getKey()), taken);
                taken.add(name);
                columns.put(name, ColumnType.of(property.getValue()));
                fields.put(name, property.getKey());
            }
        }
        return new TableLayout(schema, table, columns, fields);
    }

    /** Quoted columns of record fields, of those that are loaded. */
    List<String> quoted(Stream<String> wanted) {
        return wanted.flatMap(field -> fields.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(field))
                        .map(entry -> SqlIdentifier.quote(entry.getKey())))
                .toList();
    }

    String qualified() {
        return SqlIdentifier.quote(schema) + "." + SqlIdentifier.quote(table);
    }

    /** The table that rows wait in. It is the same in each attempt, so that the next one finds what a killed one left. */
    String staging() {
        return SqlIdentifier.quote(STAGING_SCHEMA) + "." + SqlIdentifier.quote(SqlIdentifier.derived(schema, table));
    }

    /** One after the other: PostgreSQL refuses the second of two that make one schema at once. */
    List<String> createSchemas() {
        return Stream.concat(
                        Stream.of("select pg_advisory_xact_lock(hashtextextended('" + STAGING_SCHEMA + "', 0))"),
                        Stream.of(STAGING_SCHEMA, schema)
                                .map(name -> "create schema if not exists " + SqlIdentifier.quote(name)))
                .toList();
    }

    String definition() {
        Stream<String> own =
                OWN.entrySet().stream().map(column -> SqlIdentifier.quote(column.getKey()) + " " + column.getValue());
        Stream<String> typed = columns.entrySet().stream()
                .map(column -> SqlIdentifier.quote(column.getKey()) + " "
                        + column.getValue().sql());
        return Stream.concat(own, typed).collect(Collectors.joining(", ", "(", ")"));
    }

    String names() {
        return Stream.concat(OWN.keySet().stream(), columns.keySet().stream())
                .map(SqlIdentifier::quote)
                .collect(Collectors.joining(", "));
    }
}
