package org.dalgo.data.transform.canvas.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.dalgo.platform.error.Failure;

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

    private static final int MAX_TEXT_LENGTH = 20_000;

    /**
     * A table that goes into an operation beside the main one.
     *
     * @param seq below 1 when it stands before the main one
     */
    public record OtherRelation(InputRelation relation, int seq) {}

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
    public SelectStatement select(JsonNode config, InputRelation main, List<OtherRelation> others, Dialect dialect) {
        requireOthers(others);
        requireUsableTexts(config);
        OperationConfig operationConfig = new OperationConfig(config);
        return switch (this) {
            case AGGREGATE -> ColumnOperations.aggregate(operationConfig, main, dialect);
            case ARITHMETIC -> ColumnOperations.arithmetic(operationConfig, main, dialect);
            case CASEWHEN -> ColumnOperations.caseWhen(operationConfig, main, dialect);
            case CASTDATATYPES -> ColumnOperations.cast(operationConfig, main, dialect);
            case COALESCECOLUMNS -> ColumnOperations.coalesce(operationConfig, main, dialect);
            case CONCAT -> ColumnOperations.concat(operationConfig, main, dialect);
            case DROPCOLUMNS -> ColumnOperations.drop(operationConfig, main, dialect);
            case FLATTENJSON -> ColumnOperations.flattenJson(operationConfig, main, dialect);
            case GENERIC -> ColumnOperations.generic(operationConfig, main, dialect);
            case REGEXEXTRACTION -> ColumnOperations.extract(operationConfig, main, dialect);
            case RENAMECOLUMNS -> ColumnOperations.rename(operationConfig, main, dialect);
            case REPLACE -> ColumnOperations.replace(operationConfig, main, dialect);
            case GROUPBY -> RowOperations.groupBy(operationConfig, main, dialect);
            case PIVOT -> RowOperations.pivot(operationConfig, main, dialect);
            case RAWSQL -> RowOperations.rawSql(operationConfig, main, dialect);
            case UNPIVOT -> RowOperations.unpivot(operationConfig, main, dialect);
            case WHERE -> RowOperations.where(operationConfig, main, dialect);
            case JOIN ->
                TableOperations.join(
                        operationConfig,
                        main,
                        others.get(0).relation(),
                        others.get(0).seq() < 1,
                        dialect);
            case UNIONALL ->
                TableOperations.union(
                        main, others.stream().map(OtherRelation::relation).toList(), dialect);
        };
    }

    /** No text in any field of a configuration may hold a template, which dbt would run, or be endless. */
    private static void requireUsableTexts(JsonNode config) {
        Deque<JsonNode> open = new ArrayDeque<>(List.of(config));
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            if (node.isTextual()) {
                requireUsable(node.asText());
            }
            node.fieldNames().forEachRemaining(Operation::requireUsable);
            node.forEach(open::push);
        }
    }

    private static void requireUsable(String text) {
        if (text.length() > MAX_TEXT_LENGTH) {
            throw Failure.invalid("config", "must hold no text of more than " + MAX_TEXT_LENGTH + " characters");
        }
        Dialect.requireNoTemplate(text);
    }

    private void requireOthers(List<OtherRelation> others) {
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
