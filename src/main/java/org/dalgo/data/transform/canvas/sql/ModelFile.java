package org.dalgo.data.transform.canvas.sql;

import com.google.re2j.Pattern;
import java.util.List;
import org.dalgo.platform.error.Failure;

/** A dbt model that a chain of operations makes. */
public final class ModelFile {

    private static final Pattern UNUSABLE = Pattern.compile("['\"`\\\\{}%#\\n]");

    private ModelFile() {}

    /** A reference to a source. */
    public static String source(String source, String table) {
        return "{{ source(" + argument(source) + ", " + argument(table) + ") }}";
    }

    /** A reference to a model. */
    public static String model(String name) {
        return "{{ ref(" + argument(name) + ") }}";
    }

    /** Name of the n-th operation of the chain, beginning with 1. */
    public static String cteName(int n) {
        return "cte" + n;
    }

    /**
     * Content of the file.
     *
     * @param schema that dbt writes the table to
     * @param steps the operations in order; each reads from the {@link #cteName} before it
     */
    public static String of(String schema, List<SelectStatement> steps) {
        StringBuilder file = new StringBuilder("-- Written by the canvas.\n"
                + "-- What is changed here is lost when the model is made there again.\n"
                + "{{ config(materialized='table', schema=" + argument(schema) + ") }}\n");
        for (int n = 1; n <= steps.size(); n++) {
            file.append(n == 1 ? "WITH " : ", ").append(cteName(n)).append(" as (\n");
            file.append(steps.get(n - 1).sql()).append("\n)\n");
        }
        return file.append("SELECT * FROM ")
                .append(cteName(steps.size()))
                .append('\n')
                .toString();
    }

    /** A text as an argument within a template of dbt; what could end the text or the template fails with INVALID. */
    private static String argument(String text) {
        if (UNUSABLE.matcher(text).find()) {
            throw Failure.invalid("name", "a table of this name cannot be used: " + text);
        }
        return "'" + text + "'";
    }
}
