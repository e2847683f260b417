package org.dalgo.data.transform.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.people.org.OrgView;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operations put together as the forms of the web app do it, and the models that come of them, run in PostgreSQL. */
@QuarkusTest
@TestProfile(DataProfile.class)
class OperationApiTest {

    private static final String NODES = "/api/transform/v2/dbt_project/operations/nodes/";
    private static final Map<String, Object> ADULTS = where(">=", "18");

    @Inject
    TestPeople people;

    @Inject
    CanvasFixture tenant;

    private TestWarehouse warehouse;
    private OrgView org;
    private String person;
    private RequestSpecification request;
    private String users;
    private String orders;

    @BeforeEach
    void aCanvasWithATable() {
        DataStubServers.reset();
        warehouse = TestWarehouse.open("canvas_" + UUID.randomUUID().toString().substring(0, 8));
        warehouse.execute("create schema raw; create table raw.users (id int, name text, age int);"
                + " insert into raw.users values (1, 'Asha', 17), (2, 'Ravi', 18), (3, 'Meera', 40);"
                + " create table raw.orders (id int, user_id int); insert into raw.orders values (7, 2), (8, 2)");
        org = tenant.org(warehouse);
        person = people.member(org, "account_manager");
        request = tenant.as(org, person);
        tenant.sync(org, person);
        orders = tenant.table(org, person, "orders");
        users = request.body(Map.of())
                .post("/api/transform/v2/dbt_project/models/" + tenant.table(org, person, "users") + "/nodes/")
                .then()
                .statusCode(200)
                .extract()
                .path("uuid");
    }

    @Test
    void aChainBecomesAModelThatRuns() {
        String where = add("where", ADULTS, users)
                .statusCode(200)
                .body("node_type", equalTo("operation"))
                .body("name", equalTo("where"))
                .body("operation_config.type", equalTo("where"))
                .body("operation_config.config.source_columns", contains("id", "name", "age"))
                .body("output_columns", contains("id", "name", "age"))
                .body("dbtmodel", nullValue())
                .body("is_last_in_chain", is(true))
                .body("isPublished", nullValue())
                .extract()
                .path("uuid");
        String count = add("aggregate", aggregate("count", "id", "n"), where)
                .statusCode(200)
                .body("output_columns", contains("id", "name", "age", "n"))
                .extract()
                .path("uuid");

        String model = make(count, "adults", "intermediate", "staging/people")
                .statusCode(200)
                .body("node_type", equalTo("model"))
                .body("name", equalTo("intermediate.adults"))
                .body("dbtmodel.sql_path", equalTo("models/staging/people/adults.sql"))
                .body("dbtmodel.rel_dir_to_models", equalTo("staging/people"))
                .body("dbtmodel.output_cols", contains("id", "name", "age", "n"))
                .body("isPublished", is(false))
                .extract()
                .path("uuid");
        assertThat(warehouse.query(sql("models/staging/people/adults.sql", "name || ' ' || n")))
                .containsExactly("Ravi 2", "Meera 2");
        tenant.graph(org, person)
                .body("nodes", hasSize(4))
                .body("edges", hasSize(3))
                .body("nodes.find { it.name == 'where' }.is_last_in_chain", is(false))
                .body("nodes.find { it.name == 'aggregate' }.is_last_in_chain", is(true));
        request.get("/api/transform/v2/dbt_project/models_directories/")
                .then()
                .body("directories", contains("", "sources", "staging", "staging/people"));

        request.body(Map.of("commit_message", "adults"))
                .post("/api/dbt/publish_changes/")
                .then()
                .body("success", is(true));
        tenant.graph(org, person).body("nodes.find { it.uuid == '" + model + "' }.isPublished", is(true));
        make(count, "grown_ups", "production", "").statusCode(200).body("uuid", equalTo(model));
        assertThat(tenant.file(org, "models/staging/people/adults.sql")).isNull();
        assertThat(tenant.file(org, "models/grown_ups.sql")).contains("schema='production'");
        request.get("/api/dbt/git_status/")
                .then()
                .body("added", contains("models/grown_ups.sql"))
                .body("deleted", contains("models/staging/people/adults.sql"));

        request.delete("/api/transform/v2/dbt_project/nodes/" + where + "/")
                .then()
                .statusCode(422)
                .body("detail", equalTo("Cannot delete: something on the canvas is made of it"));
        request.delete("/api/transform/v2/dbt_project/nodes/" + model + "/")
                .then()
                .statusCode(200);
        assertThat(tenant.file(org, "models/grown_ups.sql")).isNull();
        tenant.tables(org, person).body("type.unique()", contains("source"));
        people.audit(org, "canvas_node").body("entries[0].details.name", equalTo("production.grown_ups"));
    }

    @Test
    void aChangeGoesDownToTheModelsOrIsRefused() {
        String drop = add("dropcolumns", Map.of("columns", List.of("age")), users)
                .statusCode(200)
                .body("output_columns", contains("id", "name"))
                .extract()
                .path("uuid");
        String group =
                add("groupby", groupBy("name"), drop).statusCode(200).extract().path("uuid");
        String model = make(group, "names", "intermediate", "")
                .statusCode(200)
                .extract()
                .path("uuid");
        String after = add("renamecolumns", Map.of("columns", Map.of("n", "people")), model)
                .statusCode(200)
                .body("output_columns", contains("name", "people"))
                .extract()
                .path("uuid");
        make(after, "renamed", "intermediate", "").statusCode(200);

        change(drop, "dropcolumns", Map.of("columns", List.of("name")))
                .statusCode(422)
                .body("detail[0].msg", nullValue())
                .body("detail", containsString("groupby after it cannot be done any more"));
        tenant.graph(org, person)
                .body("nodes.find { it.uuid == '" + drop + "' }.output_columns", contains("id", "name"));

        change(group, "groupby", groupBy("id", "name"))
                .statusCode(200)
                .body("output_columns", contains("id", "name", "n"));
        tenant.graph(org, person)
                .body("nodes.find { it.uuid == '" + after + "' }.output_columns", contains("id", "name", "people"))
                .body("nodes.find { it.name == 'intermediate.names' }.output_columns", contains("id", "name", "n"));
        assertThat(tenant.file(org, "models/renamed.sql"))
                .contains("SELECT \"id\", \"name\", \"n\" AS \"people\" FROM {{ ref('names') }}");
        assertThat(warehouse.query(sql("models/names.sql", "id"))).containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void tablesAreJoinedAndDeclaredWithoutBeingOnTheCanvasBefore() {
        String join = add("join", join("left"), users, other(orders, 2))
                .statusCode(200)
                .body("output_columns", contains("id", "name", "age", "id_2", "user_id"))
                .extract()
                .path("uuid");
        assertThat(tenant.file(org, "models/sources/sources.yml")).contains("\"orders\"", "\"users\"");
        request.get("/api/transform/v2/dbt_project/nodes/" + join + "/")
                .then()
                .body("input_nodes.name", contains("raw.users", "raw.orders"))
                .body("input_nodes.seq", contains(1, 2))
                .body("input_nodes[1].dbtmodel.uuid", equalTo(orders));
        make(join, "joined", "intermediate", "").statusCode(200);
        assertThat(warehouse.query(sql("models/joined.sql", "name || coalesce(' ' || id_2, '')")))
                .containsExactlyInAnyOrder("Asha", "Ravi 7", "Ravi 8", "Meera");

        // A right join, as the web app requests it.
        change(join, "join", join("left"), other(orders, 0))
                .statusCode(200)
                .body("output_columns", contains("id", "user_id", "id_2", "name", "age"));
        assertThat(warehouse.query(sql("models/joined.sql", "id || ' ' || name")))
                .containsExactlyInAnyOrder("7 Ravi", "8 Ravi");
        String joined = tenant.table(org, person, "joined");
        change(join, "join", join("left"), other(joined, 2))
                .statusCode(422)
                .body("detail", equalTo("intermediate.joined is itself made of this operation"));

        add("join", join("inner"), users).statusCode(422);
        add("join", join("inner"), users, other(UUID.randomUUID().toString(), 2))
                .statusCode(404)
                .body("detail", containsString("Dbt model "));
    }

    @Test
    void whatCannotBeDoneIsSaidAndLeavesNothing() {
        add("where", ADULTS, UUID.randomUUID().toString())
                .statusCode(404)
                .body("detail", equalTo("input node not found"));
        add("sort", ADULTS, users).statusCode(422);
        add("where", Map.of("where_type", "and"), users).statusCode(422);
        add("where", where(">=", "{{ env_var('X') }}"), users).statusCode(422);
        change(users, "where", ADULTS).statusCode(404).body("detail", equalTo("operation node not found"));
        String where = add("where", ADULTS, users).statusCode(200).extract().path("uuid");
        for (String name : List.of("", "1a", "a-b", "a/../b", "x".repeat(64))) {
            make(where, name, "intermediate", "").statusCode(422);
        }
        for (String reserved : new String[] {"pg_temp", "PG_catalog", "information_schema", "airbyte_internal"}) {
            make(where, "kept", reserved, "").statusCode(422).body("detail[0].loc", hasItem("dest_schema"));
        }
        make(where, "a", "a\"; drop", "").statusCode(422);
        make(where, "a", "intermediate", "../..").statusCode(422);
        make(where, "a", "intermediate", "").statusCode(200);
        String second = add("where", ADULTS, users).statusCode(200).extract().path("uuid");
        make(second, "a", "other", "").statusCode(422).body("detail[0].msg", containsString("another model"));
        tenant.graph(org, person).body("nodes.node_type.findAll { it == 'operation' }", hasSize(2));
        request.get("/api/dbt/git_status/")
                .then()
                .body("added", contains("models/a.sql", "models/sources/sources.yml"));
    }

    @Test
    void tablesThatLackAColumnAreUnitedInItsType() {
        warehouse.execute("create table raw.camps_1 (id int); insert into raw.camps_1 values (1);"
                + " create table raw.camps_2 (id int); insert into raw.camps_2 values (2);"
                + " create table raw.camps_3 (id int, visitors int, place varchar(20));"
                + " insert into raw.camps_3 values (3, 7, 'Pune');"
                + " create table raw.camps_4 (id text, visitors int); insert into raw.camps_4 values ('x', 4)");
        tenant.sync(org, person);
        String first = request.body(Map.of())
                .post("/api/transform/v2/dbt_project/models/" + tenant.table(org, person, "camps_1") + "/nodes/")
                .then()
                .statusCode(200)
                .extract()
                .path("uuid");

        String union = add(
                        "unionall",
                        Map.of(),
                        first,
                        other(tenant.table(org, person, "camps_2"), 2),
                        other(tenant.table(org, person, "camps_3"), 3),
                        other(tenant.table(org, person, "camps_4"), 4))
                .statusCode(200)
                .body("output_columns", contains("id", "visitors", "place"))
                .extract()
                .path("uuid");
        make(union, "camps", "intermediate", "").statusCode(200);

        assertThat(warehouse.query(sql("models/camps.sql", "id || coalesce(' ' || visitors * 2 || ' ' || place, '')")))
                .containsExactlyInAnyOrder("1", "2", "3 14 Pune", "x");
    }

    @Test
    void aRatioOfWholeNumbersHasItsFraction() {
        String ratio = add(
                        "arithmetic",
                        Map.of(
                                "operator",
                                "div",
                                "operands",
                                List.of(Map.of("is_col", true, "value", "id"), Map.of("is_col", true, "value", "age")),
                                "output_column_name",
                                "ratio"),
                        users)
                .statusCode(200)
                .extract()
                .path("uuid");
        make(ratio, "ratios", "intermediate", "").statusCode(200);

        assertThat(warehouse.query(sql("models/ratios.sql", "round(ratio, 3)")))
                .containsExactlyInAnyOrder("0.059", "0.111", "0.075");
    }

    @Test
    void incompatibleTypesAreRefusedAtSave() {
        warehouse.execute("create table raw.notes (user_id text, note text)");
        tenant.sync(org, person);

        add("where", Map.of("clauses", List.of(clause("name", ">", "18"))), users)
                .statusCode(422)
                .body("detail[0].msg", containsString("the column name holds text, and 18 is a number"));
        add("join", join("left"), users, other(tenant.table(org, person, "notes"), 2))
                .statusCode(422)
                .body("detail[0].msg", containsString("the column id holds numbers (integer) and the column user_id"));
        String cast = add(
                        "castdatatypes",
                        Map.of("columns", List.of(Map.of("columnname", "age", "columntype", "text"))),
                        users)
                .statusCode(200)
                .extract()
                .path("uuid");
        add("where", ADULTS, cast)
                .statusCode(422)
                .body("detail[0].msg", containsString("the column age holds text, and 18 is a number"));
        add("rawsql", Map.of("sql_statement_1", "*, '{{ env_var(1) }}' as x"), users)
                .statusCode(422);
    }

    @Test
    void answersOfASurveyBecomeColumnsThatPostgresKeepsApart() {
        String question = "क".repeat(22);
        warehouse.execute("create table raw.answers (id int, answer text); insert into raw.answers values (1, '"
                + question + "एक'), (1, '" + question + "दो'), (2, '" + question + "दो')");
        tenant.sync(org, person);
        String answers = request.body(Map.of())
                .post("/api/transform/v2/dbt_project/models/" + tenant.table(org, person, "answers") + "/nodes/")
                .then()
                .extract()
                .path("uuid");

        String pivot = add(
                        "pivot",
                        Map.of(
                                "pivot_column_name",
                                "answer",
                                "pivot_column_values",
                                List.of(question + "एक", question + "दो"),
                                "groupby_columns",
                                List.of("id")),
                        answers)
                .statusCode(200)
                .body("output_columns", contains("id", "क".repeat(21), "क".repeat(20) + "_2"))
                .extract()
                .path("uuid");
        make(pivot, "pivoted", "intermediate", "").statusCode(200);

        assertThat(warehouse.query(sql("models/pivoted.sql", "id || ' ' || \"" + "क".repeat(20) + "_2\"")))
                .containsExactlyInAnyOrder("1 1", "2 1");
    }

    @Test
    void textsThatPatternsOnceHungOnAreAnsweredAtOnce() {
        long begin = System.nanoTime();
        add(
                        "casewhen",
                        Map.of(
                                "case_type",
                                "advance",
                                "sql_snippet",
                                "end as " + " ".repeat(19_000) + "!",
                                "output_column_name",
                                "o"),
                        users)
                .statusCode(200);
        add(
                        "castdatatypes",
                        Map.of(
                                "columns",
                                List.of(Map.of("columnname", "age", "columntype", "a" + " a".repeat(20_000)))),
                        users)
                .statusCode(422);
        add(
                        "generic",
                        Map.of(
                                "computed_columns",
                                List.of(Map.of("function_name", "f" + ".f".repeat(20_000), "output_column_name", "o"))),
                        users)
                .statusCode(422);
        String where = add("where", ADULTS, users).statusCode(200).extract().path("uuid");
        make(where, "deep", "intermediate", "a" + "/a".repeat(20_000)).statusCode(422);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    }

    private static Map<String, Object> clause(String column, String operator, String value) {
        return Map.of("column", column, "operator", operator, "operand", Map.of("value", value, "is_col", false));
    }

    private ValidatableResponse add(String kind, Map<String, Object> config, String input, Object... others) {
        return request.body(Map.of(
                        "op_type",
                        kind,
                        "config",
                        config,
                        "input_node_uuid",
                        input,
                        "source_columns",
                        List.of(),
                        "other_inputs",
                        List.of(others)))
                .post(NODES)
                .then();
    }

    private ValidatableResponse change(String node, String kind, Map<String, Object> config, Object... others) {
        return request.body(Map.of("op_type", kind, "config", config, "other_inputs", List.of(others)))
                .put(NODES + node + "/")
                .then();
    }

    private ValidatableResponse make(String node, String name, String schema, String folder) {
        return request.body(
                        Map.of("name", name, "display_name", name, "dest_schema", schema, "rel_dir_to_models", folder))
                .post(NODES + node + "/terminate/")
                .then();
    }

    /** A query over a model as dbt would run it. */
    private String sql(String path, String column) {
        String file = tenant.file(org, path)
                .replaceAll("\\{\\{ config.*", "")
                .replaceAll("\\{\\{ source\\('(\\w+)', '(\\w+)'\\) }}", "$1.$2");
        return "select " + column + " from (" + file + ") m";
    }

    private static Map<String, Object> where(String operator, String value) {
        return Map.of(
                "where_type",
                "and",
                "clauses",
                List.of(Map.of(
                        "column", "age", "operator", operator, "operand", Map.of("value", value, "is_col", false))),
                "sql_snippet",
                "");
    }

    private static Map<String, Object> aggregate(String operation, String column, String name) {
        return Map.of(
                "aggregate_on", List.of(Map.of("column", column, "operation", operation, "output_column_name", name)));
    }

    private static Map<String, Object> groupBy(String... columns) {
        return Map.of(
                "dimension_columns",
                List.of(columns),
                "aggregate_on",
                List.of(Map.of("column", "name", "operation", "count", "output_column_name", "n")));
    }

    private static Map<String, Object> join(String type) {
        return Map.of("join_type", type, "join_on", Map.of("key1", "id", "key2", "user_id", "compare_with", "="));
    }

    private static Map<String, Object> other(String table, int seq) {
        return Map.of("input_model_uuid", table, "columns", List.of(), "seq", seq);
    }
}
