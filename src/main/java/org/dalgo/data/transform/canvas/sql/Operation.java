package org.dalgo.data.transform.canvas.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dalgo.platform.http.Failure;

/** The kinds of operations, by the names that they have on the wire. */
public enum Operation {
    AGGREGATE,
    GROUPBY,
    ARITHMETIC,
    CASEWHEN,
    CASTDATATYPES,
    COALESCECOLUMNS,
    DROPCOLUMNS,
    RENAMECOLUMNS,
    REPLACE,
    WHERE,
    FLATTENJSON,
    JOIN,
    UNIONALL,
    PIVOT,
    UNPIVOT,
    GENERIC,
    RAWSQL,
    REGEXEXTRACTION,
    CONCAT;

    /**
     * A table that goes into an operation beside the main one.
     *
     * @param seq below 1 when it stands before the main one
     */
    public record Other(Relation relation, int seq) {}

    /** The operation of that name; fails with INVALID for any other. */
    public static Operation of(String wire) {
        return Arrays.stream(values())
                .filter(one -> one.wire().equals(wire))
                .findFirst()
                .orElseThrow(() -> Failure.invalid("op_type", "Unsupported operation type: " + shortened(wire)));
    }

    /** Name on the wire. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** It works on more than one table. */
    public boolean takesOthers() {
        return this == JOIN || this == UNIONALL;
    }

    /**
     * The operation as SQL.
     *
     * @param config what a person filled in
     * @param main the table it works on, with the columns that it may use
     * @param others tables beside it
     * @return fails with INVALID, naming the field, when the configuration cannot be used
     */
    public Selection select(JsonNode config, Relation main, List<Other> others, Dialect dialect) {
        requireOthers(others);
        Settings settings = new Settings(config);
        return switch (this) {
            case AGGREGATE -> ColumnOperations.aggregate(settings, main, dialect);
            case ARITHMETIC -> ColumnOperations.arithmetic(settings, main, dialect);
            case CASEWHEN -> ColumnOperations.caseWhen(settings, main, dialect);
            case CASTDATATYPES -> ColumnOperations.cast(settings, main, dialect);
            case COALESCECOLUMNS -> ColumnOperations.coalesce(settings, main, dialect);
            case CONCAT -> ColumnOperations.concat(settings, main, dialect);
            case DROPCOLUMNS -> ColumnOperations.drop(settings, main, dialect);
            case FLATTENJSON -> ColumnOperations.flattenJson(settings, main, dialect);
            case GENERIC -> ColumnOperations.generic(settings, main, dialect);
            case REGEXEXTRACTION -> ColumnOperations.extract(settings, main, dialect);
            case RENAMECOLUMNS -> ColumnOperations.rename(settings, main, dialect);
            case REPLACE -> ColumnOperations.replace(settings, main, dialect);
            case GROUPBY -> RowOperations.groupBy(settings, main, dialect);
            case PIVOT -> RowOperations.pivot(settings, main, dialect);
            case RAWSQL -> RowOperations.rawSql(settings, main);
            case UNPIVOT -> RowOperations.unpivot(settings, main, dialect);
            case WHERE -> RowOperations.where(settings, main, dialect);
            case JOIN ->
                TableOperations.join(
                        settings, main, others.get(0).relation(), others.get(0).seq() < 1, dialect);
            case UNIONALL ->
                TableOperations.union(main, others.stream().map(Other::relation).toList(), dialect);
        };
    }

    private void requireOthers(List<Other> others) {
        if (takesOthers() && others.isEmpty()) {
            throw Failure.invalid("other_inputs", "At least two input models are required for this operation");
        }
        if (this == JOIN && others.size() > 1) {
            throw Failure.invalid("other_inputs", "two tables can be joined at a time");
        }
        if (!takesOthers() && !others.isEmpty()) {
            throw Failure.invalid("other_inputs", "this operation takes one table");
        }
    }

    private static String shortened(String wire) {
        return wire.length() > 40 ? wire.substring(0, 40) : wire;
    }
}
