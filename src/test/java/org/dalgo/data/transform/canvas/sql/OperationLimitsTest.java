package org.dalgo.data.transform.canvas.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dalgo.platform.error.Failure;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** No operation's configuration takes long, overflows a stack or fills memory, with any texts. */
class OperationLimitsTest {

    /** Enough for the slowest machine that builds this; the quickest attack of old took 82 s. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** As long as a text may be, less what attacks put around it. */
    private static final int SIZE = 19_900;

    private static final InputRelation TABLE = new InputRelation("t", List.of("id", "a\"b", "n", "data"));

    private static final List<String> TEXTS = List.of(
            "end as " + " ".repeat(SIZE) + "!",
            "end as ".repeat(SIZE / 7),
            "a ".repeat(SIZE / 2),
            "a.".repeat(SIZE / 2),
            "a/".repeat(SIZE / 2),
            "(".repeat(SIZE),
            "()".repeat(SIZE / 2),
            ",".repeat(SIZE),
            "'\"".repeat(SIZE / 2),
            "\\".repeat(SIZE),
            "1".repeat(SIZE),
            "ह".repeat(SIZE / 3));

    @TestFactory
    Stream<DynamicTest> aLongTextInAnyFieldEndsInTime() throws IOException {
        List<JsonNode> golden = new ArrayList<>();
        golden().forEach(golden::add);
        return golden.stream()
                .filter(one -> !one.has("refused"))
                .map(one -> DynamicTest.dynamicTest(
                        one.path("operation").asText() + " " + one.path("config"),
                        () -> TEXTS.forEach(text -> {
                            int fields = count(one.path("config"));
                            for (int field = 0; field < fields; field++) {
                                requireInTime(one, replaced(one.path("config"), field, text));
                            }
                        })));
    }

    @Test
    void aTextOfAHundredThousandCharactersIsRefusedUnread() {
        ObjectNode config = new ObjectMapper().createObjectNode();
        config.put("where_type", "sql").put("sql_snippet", "(".repeat(100_000));

        refused("where", config, "config: must hold no text of more than 20000 characters");
    }

    @Test
    void aListOfThousandsIsRefused() {
        ObjectNode config = new ObjectMapper().createObjectNode();
        ArrayNode keys = config.put("json_column", "data").putArray("json_columns_to_copy");
        IntStream.range(0, 2001).forEach(i -> keys.add("a b"));

        refused("flattenjson", config, "config.json_columns_to_copy: must hold at most 2000");
    }

    @Test
    void aTableIsUnpivotedWithinBounds() {
        List<String> columns = IntStream.range(0, 1000).mapToObj(i -> "c" + i).toList();
        ObjectNode config = new ObjectMapper().createObjectNode();
        ArrayNode turned = config.putArray("unpivot_columns");
        ArrayNode kept = config.putArray("exclude_columns");
        columns.forEach(turned::add);
        columns.forEach(kept::add);

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() ->
                        Operation.UNPIVOT.select(config, new InputRelation("t", columns), List.of(), Dialect.POSTGRES))
                .withMessage("config.unpivot_columns: are too many for so many columns to keep");
        turned.removeAll().add("c1").add("c1");
        refused("unpivot", config, "config.unpivot_columns: there is no column c1");
    }

    @TestFactory
    Stream<DynamicTest> aTemplateOfDbtInAnyFieldIsRefused() throws IOException {
        List<JsonNode> golden = new ArrayList<>();
        golden().forEach(golden::add);
        return golden.stream()
                .filter(one -> !one.has("refused"))
                .map(one -> DynamicTest.dynamicTest(one.path("operation").asText() + " " + one.path("config"), () -> {
                    int fields = count(one.path("config"));
                    for (String template : List.of("{{ env_var('A') }}", "{% set a %}", "{# a #}")) {
                        for (int field = 0; field < fields; field++) {
                            JsonNode config = replaced(one.path("config"), field, "n " + template);
                            assertThatExceptionOfType(Failure.class)
                                    .as(config.toString())
                                    .isThrownBy(() -> select(one, config, Dialect.POSTGRES));
                        }
                    }
                }));
    }

    @Test
    void rawSqlHoldsNoTemplate() {
        for (Map<String, String> texts : List.of(
                Map.of("sql_statement_1", "{{ run_query('select 1') }}"),
                Map.of("sql_statement_1", "*", "sql_statement_2", "where a = '{{ env_var(\"DBT_PASSWORD\") }}'"),
                Map.of("sql_statement_1", "*", "sql_statement_2", "{% do 1 %}"))) {
            refused(
                    "rawsql",
                    new ObjectMapper().valueToTree(texts),
                    "config: must not hold a template of dbt: {{, {% or {#");
        }
    }

    private static void requireInTime(JsonNode golden, JsonNode config) {
        for (Dialect dialect : Dialect.values()) {
            long begin = System.nanoTime();
            try {
                assertThat(select(golden, config, dialect).sql()).hasSizeLessThan(100 * SIZE);
            } catch (Failure refused) {
                assertThat(refused.detail()).isNotBlank();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT);
        }
    }

    private static void refused(String operation, JsonNode config, String message) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Operation.of(operation).select(config, TABLE, List.of(), Dialect.POSTGRES))
                .withMessage(message);
    }

    private static SelectStatement select(JsonNode golden, JsonNode config, Dialect dialect) {
        List<Operation.OtherRelation> others = new ArrayList<>();
        golden.path("others")
                .forEach(other -> others.add(new Operation.OtherRelation(
                        new InputRelation(other.path("from").asText(), List.of("id", "user_id")),
                        other.path("seq").asInt())));
        return Operation.of(golden.path("operation").asText()).select(config, TABLE, others, dialect);
    }

    /** How many texts the configuration has. */
    private static int count(JsonNode config) {
        int[] seen = {0};
        mapped(config, text -> {
            seen[0]++;
            return text;
        });
        return seen[0];
    }

    private static JsonNode replaced(JsonNode config, int field, String by) {
        int[] seen = {0};
        return mapped(config, text -> seen[0]++ == field ? by : text);
    }

    private static JsonNode mapped(JsonNode node, UnaryOperator<String> change) {
        if (node.isTextual()) {
            return TextNode.valueOf(change.apply(node.asText()));
        }
        if (node.isArray()) {
            ArrayNode array = new ObjectMapper().createArrayNode();
            node.forEach(one -> array.add(mapped(one, change)));
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = new ObjectMapper().createObjectNode();
            node.properties().forEach(field -> object.set(field.getKey(), mapped(field.getValue(), change)));
            return object;
        }
        return node;
    }

    private static JsonNode golden() throws IOException {
        try (InputStream file = OperationLimitsTest.class.getResourceAsStream("/canvas/operations.json")) {
            return new ObjectMapper().readTree(file);
        }
    }
}
