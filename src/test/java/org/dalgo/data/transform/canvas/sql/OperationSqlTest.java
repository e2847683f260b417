package org.dalgo.data.transform.canvas.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each kind of operation in each dialect, as it stands in the golden file beside this test's package. */
class OperationSqlTest {

    private static final List<String> COLUMNS = List.of("id", "a\"b", "n", "data");

    @TestFactory
    Stream<DynamicTest> anOperationIsThisSql() throws IOException {
        return StreamSupport.stream(golden().spliterator(), false).flatMap(one -> Stream.of(Dialect.values())
                .filter(dialect -> dialect == Dialect.POSTGRES || !one.has("postgresOnly"))
                .map(dialect -> DynamicTest.dynamicTest(
                        one.path("operation").asText() + " " + one.path("config") + " in " + dialect,
                        () -> check(one, dialect))));
    }

    @Test
    void everyKindOfOperationStandsThere() throws IOException {
        List<String> kinds = new ArrayList<>();
        golden().forEach(one -> kinds.add(one.path("operation").asText()));

        assertThat(kinds)
                .contains(Stream.of(Operation.values()).map(Operation::wire).toArray(String[]::new));
    }

    @Test
    void aModelIsAChainOfSteps() {
        List<SelectStatement> steps = List.of(
                new SelectStatement("SELECT \"id\" FROM " + ModelFile.source("raw", "users"), List.of("id")),
                new SelectStatement("SELECT \"id\" FROM " + ModelFile.cteName(1), List.of("id")));

        assertThat(ModelFile.of("intermediate", steps))
                .isEqualTo(
                        """
                        -- Written by the canvas.
                        -- What is changed here is lost when the model is made there again.
                        {{ config(materialized='table', schema='intermediate') }}
                        WITH cte1 as (
                        SELECT "id" FROM {{ source('raw', 'users') }}
                        )
                        , cte2 as (
                        SELECT "id" FROM cte1
                        )
                        SELECT * FROM cte2
                        """);
        assertThat(ModelFile.model("adults")).isEqualTo("{{ ref('adults') }}");
        for (String name : List.of("a'b", "a\\", "}}", "{%", "a\nb")) {
            assertThatExceptionOfType(Failure.class).isThrownBy(() -> ModelFile.model(name));
        }
    }

    private static void check(JsonNode golden, Dialect dialect) {
        List<Operation.OtherRelation> others = new ArrayList<>();
        golden.path("others")
                .forEach(other -> others.add(new Operation.OtherRelation(
                        new InputRelation(other.path("from").asText(), texts(other.path("columns")), types(other)),
                        other.path("seq").asInt())));
        if (golden.has("refused")) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> select(golden, others, dialect))
                    .withMessage(golden.path("refused").asText())
                    .matches(failure -> failure.problem() == Problem.INVALID);
            return;
        }
        SelectStatement made = select(golden, others, dialect);
        assertThat(made.sql())
                .isEqualTo(golden.path(dialect.name().toLowerCase(Locale.ROOT)).asText());
        String columns = dialect == Dialect.BIGQUERY && golden.has("bigqueryColumns") ? "bigqueryColumns" : "columns";
        assertThat(made.columns()).isEqualTo(texts(golden.path(columns)));
    }

    private static SelectStatement select(JsonNode golden, List<Operation.OtherRelation> others, Dialect dialect) {
        List<String> columns = golden.has("of") ? texts(golden.path("of")) : COLUMNS;
        return Operation.of(golden.path("operation").asText())
                .select(golden.path("config"), new InputRelation("t", columns, types(golden)), others, dialect);
    }

    private static Map<String, String> types(JsonNode holder) {
        Map<String, String> types = new HashMap<>();
        holder.path("types")
                .properties()
                .forEach(type -> types.put(type.getKey(), type.getValue().asText()));
        return types;
    }

    private static JsonNode golden() throws IOException {
        try (InputStream file = OperationSqlTest.class.getResourceAsStream("/canvas/operations.json")) {
            return new ObjectMapper().readTree(file);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
