package org.dalgo.light.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dalgo.platform.startup.postgres.PostgresDatabase;
import org.dalgo.testsupport.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that arrive in a real PostgreSQL, each test in a schema of its own. */
class PostgresLoaderTest {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
    private static final String PEOPLE =
            """
            {"properties": {"id": {"type": ["null", "integer"]}, "name": {"type": "string"}, "at": {"type": "integer"}}}""";

    private static PostgresDatabase database;
    private static Connection observer;
    private static int schemas;

    private String schema;

    @BeforeAll
    static void open() throws Exception {
        database = TestServers.postgres().database("loader_test");
        observer = connect();
    }

    @AfterAll
    static void close() throws Exception {
        observer.close();
    }

    @BeforeEach
    void name() {
        schema = "load_" + ++schemas;
    }

    @Test
    void columnsHaveAirbytesTypesAndWhatDoesNotFitIsNullAndCounted() throws Exception {
        LoadTarget target = target(
                """
                {"properties": {
                  "id": {"type": "integer"}, "amount": {"type": ["null", "number"]},
                  "count": {"type": "number", "airbyte_type": "integer"}, "active": {"type": "boolean"},
                  "name": {"type": "string"}, "born": {"type": "string", "format": "date"},
                  "at": {"type": "string", "format": "date-time"},
                  "local": {"type": "string", "format": "date-time", "airbyte_type": "timestamp_without_timezone"},
                  "nested": {"type": "object"}, "mixed": {"type": ["string", "integer"]}}}""",
                LoadMode.APPEND);
        LoadCount count;
        try (PostgresLoader loader = loader(target)) {
            loader.begin(target);
            loader.write(
                    target,
                    rows(
                            """
                            {"id": 7, "amount": 1.5, "count": 3, "active": true, "name": "a\\u0000\\"b\\",\\n\\\\",
                             "born": "2020-02-29", "at": "2020-01-02 03:04:05+05:30", "local": "2020-01-02T03:04:05",
                             "nested": {"text": "x\\u0000", "escape": "\\\\u0000"}, "mixed": "7"}""",
                            """
                            {"id": 1e999999999, "amount": "many", "count": 1.5, "active": "yes", "name": null,
                             "born": "+999999999-01-01", "at": "soon", "local": "-0001-01-02T03:04:05"}"""));
            loader.complete(target);
            count = loader.count(target);
        }

        assertThat(query("select column_name || ' ' || data_type from information_schema.columns where table_schema = '"
                        + schema + "' order by ordinal_position"))
                .containsExactly(
                        "_airbyte_raw_id character varying",
                        "_airbyte_extracted_at timestamp with time zone",
                        "_airbyte_meta jsonb",
                        "_airbyte_generation_id bigint",
                        "id bigint",
                        "amount numeric",
                        "count bigint",
                        "active boolean",
                        "name character varying",
                        "born date",
                        "at timestamp with time zone",
                        "local timestamp without time zone",
                        "nested jsonb",
                        "mixed jsonb");
        assertThat(query(
                        "select concat_ws('|', id, amount, count, active, name, born, at at time zone 'UTC', local, nested,"
                                + " mixed, _airbyte_meta, _airbyte_generation_id, _airbyte_extracted_at at time zone 'UTC') from "
                                + schema + ".people where id is not null"))
                .containsExactly("7|1.500000000|3|t|a\"b\",\n\\|2020-02-29|2020-01-01 21:34:05|2020-01-02 03:04:05|"
                        + "{\"text\": \"x\", \"escape\": \"\\\\u0000\"}|\"7\"|{\"changes\": [], \"sync_id\": 5}|6|"
                        + "2026-01-02 03:04:05");
        assertThat(query(
                        "select num_nonnulls(id, amount, count, active, name, born, at, local, nested, mixed) || ' ' ||"
                                + " (select string_agg(change->>'field' || ' ' || (change->>'change') || ' ' || (change->>'reason'), ','"
                                + " order by change->>'field') from jsonb_array_elements(_airbyte_meta->'changes') change) from "
                                + schema + ".people where id is null"))
                .containsExactly("0 "
                        + String.join(
                                ",",
                                List.of("active", "amount", "at", "born", "count", "id", "local").stream()
                                        .map(field -> field + " NULLED DESTINATION_TYPECAST_ERROR")
                                        .toList()));
        assertThat(count)
                .isEqualTo(new LoadCount(
                        2,
                        2,
                        Map.of("active", 1L, "amount", 1L, "at", 1L, "born", 1L, "count", 1L, "id", 1L, "local", 1L)));
    }

    @Test
    void namesAreCutAtSixtyThreeBytesAndCollisionsNumbered() throws Exception {
        String longName = "a".repeat(70);
        ObjectNode json = object();
        for (String field : List.of("Größe", "GROSSE", "größe", longName + "b", longName + "c", "_airbyte_meta")) {
            json.withObject("/properties").putObject(field).put("type", "string");
        }
        LoadTarget first = new LoadTarget(
                "first",
                schema,
                longName + "1",
                json,
                Optional.empty(),
                LoadMode.APPEND,
                List.of(),
                Optional.empty(),
                false);
        LoadTarget second = new LoadTarget(
                "second",
                schema,
                longName + "2",
                json,
                Optional.empty(),
                LoadMode.APPEND,
                List.of(),
                Optional.empty(),
                false);
        ObjectNode row = object().put(longName + "b", "first").put(longName + "c", "second");

        // In whichever order they are named and begun.
        try (PostgresLoader loader = new PostgresLoader(connect(), List.of(second, first), options(), CLOCK)) {
            loader.begin(second);
            loader.write(second, List.of(row).iterator());
            loader.complete(second);
            loader.begin(first);
            loader.complete(first);
        }

        String cut = "a".repeat(63);
        String numbered = "a".repeat(61) + "_1";
        assertThat(query("select count(*) from " + schema + "." + cut)).containsExactly("0");
        assertThat(query("select " + cut + " || ' ' || " + numbered + " from " + schema + "." + numbered))
                .containsExactly("first second");
        assertThat(query("select column_name from information_schema.columns where table_name = '" + cut
                        + "' and table_schema = '" + schema + "' order by ordinal_position offset 4"))
                .containsExactly("gro_e", "grosse", "gro_e_1", cut, numbered, "_airbyte_meta_1");
    }

    @Test
    void twoStreamsOfOneNameAndShapeHaveTablesOfTheirOwn() throws Exception {
        LoadTarget a = target("a.people", PEOPLE, LoadMode.OVERWRITE);
        LoadTarget b = target("b.people", PEOPLE, LoadMode.OVERWRITE);

        try (PostgresLoader loader = new PostgresLoader(connect(), List.of(b, a), options(), CLOCK)) {
            for (LoadTarget target : List.of(b, a)) {
                loader.begin(target);
                loader.write(
                        target, List.of(person(1, "of " + target.stream(), 1)).iterator());
                loader.complete(target);
            }
        }

        assertThat(people()).containsExactly("1 of a.people");
        assertThat(query("select name from " + schema + ".people_1")).containsExactly("of b.people");
    }

    @Test
    void namesThatPostgresKeepsOrThatAreEmptyGetOthers() throws Exception {
        ObjectNode json = object();
        ObjectNode row = object();
        List<String> names = List.of("ctid", "tableoid", "xmin", "cmin", "xmax", "cmax", "", "\u0301");
        for (String name : names) {
            json.withObject("/properties").putObject(name).put("type", "string");
            row.put(name, "value of " + name);
        }
        LoadTarget target = new LoadTarget(
                "", schema, "\u0301", json, Optional.empty(), LoadMode.APPEND, List.of(), Optional.empty(), false);

        loadInto(target, row);

        assertThat(query("select concat_ws('|', ctid_1, tableoid_1, xmin_1, cmin_1, xmax_1, cmax_1, _, __1) from "
                        + schema + "._"))
                .containsExactly(names.stream().map(name -> "value of " + name).collect(Collectors.joining("|")));
    }

    @Test
    void valuesAtTheEdgeOfATypeEndNoLoad() throws Exception {
        LoadTarget target = target(
                """
                {"properties": {
                  "at": {"type": "string", "format": "date-time"}, "amount": {"type": "number"},
                  "nested": {"type": "object"}, "nul\\u0000": {"type": "integer"}}}""",
                LoadMode.APPEND);

        loadInto(
                target,
                (ObjectNode)
                        json(
                                """
                        {"at": "2020-01-01T00:00:00+18:00", "amount": 99999999999999999999999999999.9999999999,
                         "nested": {"large": [1e200000]}, "nul\\u0000": "no number"}"""),
                (ObjectNode)
                        json(
                                """
                        {"at": "0001-01-01T00:00:00+18:00", "amount": 99999999999999999999999999999.9999999994,
                         "nested": {"small": 1e-20000}}"""),
                object().put("amount", Double.NaN).set("nested", object().put("infinite", Double.POSITIVE_INFINITY)),
                (ObjectNode) json("{\"nested\": {\"large\": 1e1000}}"));

        assertThat(query(
                        "select concat_ws('|', at at time zone 'UTC', amount, length(nested::text), (select string_agg(change->>'field', ',')"
                                + " from jsonb_array_elements(_airbyte_meta->'changes') change)) from " + schema
                                + ".people"))
                .containsExactly(
                        "2019-12-31 06:00:00|amount,nested,nul",
                        "99999999999999999999999999999.999999999|at,nested",
                        "amount,nested",
                        "1012");
    }

    @Test
    void aTableThatIsBeingLoadedIsNotLoadedTwice() throws Exception {
        LoadTarget target = target(PEOPLE, LoadMode.APPEND);
        try (PostgresLoader loader = loader(target)) {
            loader.begin(target);
            loader.write(target, people(0, 2));
            LoadFailure refused = catchThrowableOfType(LoadFailure.class, () -> loadInto(target, person(7, "late", 1)));
            assertThat(refused).hasMessage("Another sync is loading the table people");
            assertThat(refused.isTransient()).isTrue();
            loader.complete(target);
        }

        loadInto(target, person(7, "late", 1));

        assertThat(people()).containsExactly("0 n0", "1 n1", "7 late");
    }

    @Test
    void eachModeTreatsWhatIsThereInItsWay() throws Exception {
        load(LoadMode.APPEND, person(1, "old", 1), person(2, "old", 1));
        load(LoadMode.APPEND, person(1, "again", 2));
        assertThat(people()).containsExactly("1 again", "1 old", "2 old");

        load(LoadMode.APPEND_DEDUP, person(1, "older", 0), person(2, "new", 3), person(2, "newest", 3));
        assertThat(people()).containsExactly("1 again", "2 newest");

        load(LoadMode.OVERWRITE, person(3, "a", 1), person(3, "b", 2));
        assertThat(people()).containsExactly("3 a", "3 b");

        load(
                LoadMode.OVERWRITE_DEDUP,
                person(4, "a", 2),
                person(4, "b", 1),
                object().put("name", "no key"),
                object().put("name", "none either"));
        assertThat(people()).containsExactly("4 a", "no key", "none either");
    }

    @Test
    void aTableKeepsItsViewsAndGetsNewColumnsAndAnotherTypeNeedsAClear() throws Exception {
        load(LoadMode.APPEND, person(1, "a", 1));
        execute("create view " + schema + ".v as select id, name from " + schema + ".people");
        LoadTarget wider =
                target(PEOPLE.replace("\"name\"", "\"email\": {\"type\": \"string\"}, \"name\""), LoadMode.OVERWRITE);
        loadInto(wider, person(2, "b", 1).put("email", "b@example.org"));
        assertThat(query("select id || name from " + schema + ".v")).containsExactly("2b");
        assertThat(query("select email from " + schema + ".people")).containsExactly("b@example.org");

        LoadTarget other = target(PEOPLE.replace("\"string\"", "\"boolean\""), LoadMode.APPEND);
        assertThatThrownBy(() -> loadInto(other, object().put("name", true)))
                .isInstanceOf(LoadFailure.class)
                .hasMessage("The table people has columns of other types; clear its data and sync again");
        LoadTarget replacing = target(PEOPLE.replace("\"string\"", "\"boolean\""), LoadMode.OVERWRITE);
        LoadFailure stands = catchThrowableOfType(LoadFailure.class, () -> loadInto(replacing, object()));
        assertThat(stands).hasMessageContaining("depend");
        assertThat(stands.isTransient()).isFalse();
        assertThat(query("select id || name from " + schema + ".v")).containsExactly("2b");
    }

    @Test
    void aKilledLoadGoesOnFromTheLastStateThatWasKept() throws Exception {
        LoadTarget target = target(PEOPLE, LoadMode.APPEND);
        int kept = 0;
        PostgresLoader killed = loader(target);
        killed.begin(target);
        killed.write(target, people(0, 10));
        if (killed.checkpoint(target)) {
            kept = 10;
        }
        killed.write(target, people(10, 15));
        assertThat(killed.count(target)).isEqualTo(new LoadCount(15, 10, Map.of()));
        execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                + " and application_name = 'loader' and pid <> pg_backend_pid()");
        LoadFailure failure = catchThrowableOfType(LoadFailure.class, () -> killed.write(target, people(15, 20)));
        assertThat(failure.isTransient()).isTrue();
        assertThat(query("select count(*) from " + schema + ".people")).containsExactly("10");

        try (PostgresLoader next = loader(target)) {
            next.begin(target);
            next.write(target, people(kept, 20));
            next.complete(target);
        }

        assertThat(query("select count(*) || ' ' || count(distinct id) || ' ' || max(id) from " + schema + ".people"))
                .containsExactly("20 20 19");
        assertThat(query("select count(*) from information_schema.tables where table_schema = 'airbyte_internal'"
                        + " and table_name like '" + schema + "%'"))
                .containsExactly("0");
    }

    @Test
    void checkpointsWaitUntilTheyAreWorthItAndNeverShowHalfOfWhatReplaces() throws Exception {
        LoadTarget appending = target(PEOPLE, LoadMode.APPEND);
        LoadTarget replacing = target(PEOPLE, LoadMode.OVERWRITE);
        LoadTarget wholly = new LoadTarget(
                "people",
                schema,
                "people",
                json(PEOPLE),
                Optional.empty(),
                LoadMode.APPEND,
                List.of(),
                Optional.empty(),
                false);
        PostgresLoader.Options rarely = new PostgresLoader.Options(5, 6, false, 3, Duration.ofHours(1));
        try (PostgresLoader loader = new PostgresLoader(connect(), List.of(appending), rarely, CLOCK)) {
            loader.begin(appending);
            loader.write(appending, people(0, 2));
            assertThat(loader.checkpoint(appending)).isFalse();
            loader.write(appending, people(2, 3));
            assertThat(loader.checkpoint(appending)).isTrue();
        }
        assertThat(query("select count(*) from " + schema + ".people")).containsExactly("3");

        for (LoadTarget atOnce : List.of(replacing, wholly)) {
            try (PostgresLoader loader = loader(atOnce)) {
                loader.begin(atOnce);
                loader.write(atOnce, people(0, 100));
                assertThat(loader.checkpoint(atOnce)).isFalse();
            }
            assertThat(query("select count(*) from " + schema + ".people")).containsExactly("3");
        }
    }

    @Test
    void rowsAreSentAsTheyComeAndNotKept() {
        LoadTarget target = target(PEOPLE, LoadMode.APPEND);
        try (PostgresLoader loader = loader(target)) {
            loader.begin(target);
            Iterator<Integer> numbers = IntStream.range(0, 3000).iterator();
            List<WeakReference<ObjectNode>> given = new ArrayList<>();

            loader.write(target, new Iterator<>() {
                @Override
                public boolean hasNext() {
                    if (numbers.hasNext()) {
                        return true;
                    }
                    await().atMost(Duration.ofSeconds(20)).until(() -> {
                        System.gc();
                        return given.stream().allMatch(row -> row.refersTo(null));
                    });
                    return false;
                }

                @Override
                public ObjectNode next() {
                    ObjectNode row = person(numbers.next(), "n".repeat(1000), 1);
                    given.add(new WeakReference<>(row));
                    return row;
                }
            });

            assertThat(loader.count(target).written()).isEqualTo(3000);
        }
    }

    private void load(LoadMode mode, ObjectNode... rows) throws SQLException {
        loadInto(target(PEOPLE, mode), rows);
    }

    private static void loadInto(LoadTarget target, ObjectNode... rows) throws SQLException {
        try (PostgresLoader loader = loader(target)) {
            loader.begin(target);
            loader.write(target, List.of(rows).iterator());
            loader.complete(target);
        }
    }

    private LoadTarget target(String jsonSchema, LoadMode mode) {
        return target("people", jsonSchema, mode);
    }

    private LoadTarget target(String stream, String jsonSchema, LoadMode mode) {
        return new LoadTarget(
                stream,
                schema,
                "people",
                json(jsonSchema),
                Optional.empty(),
                mode,
                List.of("id"),
                Optional.of("at"),
                true);
    }

    private static PostgresLoader loader(LoadTarget target) {
        return new PostgresLoader(connect(), List.of(target), options(), CLOCK);
    }

    private static PostgresLoader.Options options() {
        return new PostgresLoader.Options(5, 6, false, 1, Duration.ofHours(1));
    }

    private static ObjectNode person(int id, String name, int at) {
        return object().put("id", id).put("name", name).put("at", at);
    }

    private static Iterator<ObjectNode> people(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(id -> person(id, "n" + id, id))
                .iterator();
    }

    private List<String> people() throws SQLException {
        return query("select concat_ws(' ', id, name) from " + schema + ".people order by 1");
    }

    private static Iterator<ObjectNode> rows(String... rows) {
        return List.of(rows).stream().map(row -> (ObjectNode) json(row)).iterator();
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static Connection connect() {
        String url = "jdbc:postgresql://%s:%d/%s?ApplicationName=loader"
                .formatted(database.host(), database.port(), database.name());
        try {
            Connection connection = DriverManager.getConnection(url, database.user(), database.password());
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> query(String sql) throws SQLException {
        try (Statement statement = observer.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> column = new ArrayList<>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            observer.commit();
            return column;
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Statement statement = observer.createStatement()) {
            statement.execute(sql);
            observer.commit();
        }
    }
}
