package org.dalgo.data.transform.canvas;

import java.util.List;
import java.util.UUID;

/**
 * A row of {@code dbt_model}.
 *
 * @param type {@code source} or {@code model}
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
        List<String> columns) {

    private static final String MODELS = "models/";

    boolean isSource() {
        return "source".equals(type);
    }

    /** Name of its node. */
    String nodeName() {
        return schema + "." + name;
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
