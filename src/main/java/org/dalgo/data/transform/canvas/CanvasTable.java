package org.dalgo.data.transform.canvas;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

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

    private static final String MODELS = "models/";

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
