package org.dalgo.data.transform.canvas;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.dalgo.platform.http.Failure;

/** The one file in which the canvas declares the sources it works with. */
final class SourceDefinitions {

    static final String PATH = "models/sources/sources.yml";

    private SourceDefinitions() {}

    /**
     * Content of the file; the same sources always make the same.
     *
     * @param sources in the order of their schemas
     */
    static String of(List<CanvasTable> sources) {
        StringBuilder yml = new StringBuilder("# Written by the canvas.\nversion: 2\nsources:\n");
        String source = null;
        for (CanvasTable table : sources) {
            if (!table.sourceName().equals(source)) {
                source = table.sourceName();
                yml.append("  - name: ").append(text(source)).append('\n');
                yml.append("    schema: ").append(text(table.schema())).append('\n');
                yml.append("    tables:\n");
            }
            yml.append("      - name: ").append(text(table.name())).append('\n');
            yml.append("        identifier: ").append(text(table.name())).append('\n');
        }
        return yml.toString();
    }

    /** What JSON quotes, YAML reads as the same text; dbt however looks for templates in it. */
    private static String text(String value) {
        if (value.contains("{{") || value.contains("{%") || value.contains("{#")) {
            throw Failure.invalid("name", "a table whose name holds a template of dbt cannot be used");
        }
        return TextNode.valueOf(value).toString();
    }
}
