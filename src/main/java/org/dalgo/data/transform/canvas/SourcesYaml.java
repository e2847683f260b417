package org.dalgo.data.transform.canvas;

import com.fasterxml.jackson.databind.node.TextNode;
import com.google.re2j.Pattern;
import java.util.List;
import org.dalgo.platform.error.Failure;

/** The file in which the canvas declares the sources it works with. */
final class SourcesYaml {

    static final String PATH = "models/sources/sources.yml";

    /** Where a file that people wrote has the other name. */
    static final String FALLBACK_PATH = "models/sources/canvas_sources.yml";

    private static final String HEADER = "# Written by the canvas.";

    private static final Pattern UNUSABLE = Pattern.compile("[\"`\\\\]|\\{[{%#]");

    private SourcesYaml() {}

    /** Whether the canvas wrote it, and may write it again. */
    static boolean isGenerated(String content) {
        return content.startsWith(HEADER);
    }

    /**
     * Content of the file; the same sources always make the same.
     *
     * @param sources in the order of their schemas
     */
    static String render(List<CanvasTable> sources) {
        StringBuilder yml = new StringBuilder(HEADER + "\nversion: 2\nsources:\n");
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

    /** What JSON quotes, YAML reads as the same text. dbt however looks for templates in it, and quotes names as they are. */
    private static String text(String value) {
        if (UNUSABLE.matcher(value).find()) {
            throw Failure.invalid("name", "dbt cannot use a table of this name");
        }
        return TextNode.valueOf(value).toString();
    }
}
