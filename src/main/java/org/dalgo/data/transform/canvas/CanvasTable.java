package org.dalgo.data.transform.canvas;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.platform.tenancy.Row;

/**
 * A row of {@code dbt_model}.
 *
 * @param type {@code source} or {@code model}
 * @param types names of the columns' types in the warehouse, in the same order; empty for an unknown type. No entries
 *     at all before the first request to the warehouse.
 */
record CanvasTable(
        long id,
        UUID uuid,
        String type,
        String schema,
        String name,
        String displayName,
        String sourceName,
        String sqlPath,
        List<String> columns,
        List<String> types) {

    /** Columns of {@link #of}, for an alias {@code m} of dbt_model. */
    static final String COLUMNS =
            "m.id, m.uuid, m.type, m.schema, m.name, m.display_name, m.source_name, m.sql_path, m.output_cols,"
                    + " m.output_types";

    private static final String MODELS = "models/";

    static CanvasTable of(Row row) {
        return new CanvasTable(
                row.longValue("id"),
                row.uuid("uuid"),
                row.text("type"),
                row.text("schema"),
                row.text("name"),
                row.text("display_name"),
                row.text("source_name"),
                row.text("sql_path"),
                row.texts("output_cols"),
                row.texts("output_types"));
    }

    boolean isSource() {
        return "source".equals(type);
    }

    /** Name of its node. */
    String nodeName() {
        return schema + "." + name;
    }

    /** Types by column, as far as they are known. */
    Map<String, String> columnTypes() {
        Map<String, String> known = new HashMap<>();
        for (int i = 0; types.size() == columns.size() && i < types.size(); i++) {
            if (!types.get(i).isEmpty()) {
                known.put(columns.get(i), types.get(i));
            }
        }
        return known;
    }

    ModelResponse response() {
        return new ModelResponse(
                uuid, schema, name, displayName, type, sourceName, sqlPath, isSource() ? null : folder(), columns);
    }

    private String folder() {
        if (sqlPath == null || !sqlPath.startsWith(MODELS)) {
            return "";
        }
        int end = sqlPath.lastIndexOf('/');
        return end < MODELS.length() ? "" : sqlPath.substring(MODELS.length(), end);
    }
}
