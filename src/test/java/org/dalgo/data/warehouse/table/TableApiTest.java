package org.dalgo.data.warehouse.table;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.data.DataProfile;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.SecretCipher;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looking into a warehouse, which is a real PostgreSQL. */
@QuarkusTest
@TestProfile(DataProfile.class)
class TableApiTest {

    private static final TestWarehouse DATABASE = TestWarehouse.open("table_api");
    private static final String ODD = "odd \"name\"; drop table staging.people; --";

    @Inject
    TestPeople people;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    @Inject
    SecretCipher secretCipher;

    @Inject
    MeterRegistry meters;

    @TestHTTPResource
    String root;

    private OrgView org;
    private String token;

    @BeforeAll
    static void tables() {
        DATABASE.execute(
                """
                create schema staging;
                create schema airbyte_internal;
                create type staging.mood as enum ('glad', 'sad');
                create domain staging.age as integer check (value >= 0);
                create table staging.people (
                    id integer primary key, name varchar(50) not null, age staging.age, born date, seen timestamptz,
                    balance numeric(30, 10), share double precision, active boolean, extra jsonb, raw json, tags text[],
                    spent interval, photo bytea, mood staging.mood);
                insert into staging.people values
                    (1, 'Asha', 30, '1994-02-03', '2026-01-02 03:04:05+00', 12345678901234567890.0123456789, 'NaN', true,
                     '{"village": "Rampur", "n": {"m": 1}}', '{"a": 1}', array['x', 'y'], '1 day', '\\x00ff', 'glad'),
                    (2, 'Bina, "B"', null, null, null, null, 0.1, false, '[1]', null, null, null, null, null),
                    (3, '', null, null, null, null, null, null, '{"age": 3}', null, null, null, null, null);
                create view staging.adults as select id, name from staging.people where age >= 18;
                create materialized view staging.totals as select count(*) as n from staging.people;
                create table staging."%1$s" ("%1$s" text);
                insert into staging."%1$s" values ('b'), ('a'), (' '), (null), ('a');
                create table airbyte_internal.raw (id integer);
                create table public.many as select g as id, repeat('x', 100) as filler from generate_series(1, 100000) g;
                create table public.described (n integer, alone integer, word text, yes boolean, day date, doc jsonb);
                insert into public.described values
                    (5, 1, 'a', true, '2024-01-01', '{}'), (5, 2, 'bb', true, '2024-01-02', '{}'),
                    (3, 3, 'ccc', true, '2024-02-10', '{}'), (3, 4, 'dddd', true, '2025-03-01', '{}'),
                    (1, 5, 'eeeee', false, '2025-03-05', '{}'), (10, 6, 'ffffff', false, 'infinity', '{}'),
                    (null, 7, null, null, null, '{}');
                create table public.untold (n numeric, word text);
                create schema ours;
                create table ours.bars (
                    r text, a text, c text, n integer, s json, t date, v integer, f numeric, k jsonb, l text, top text,
                    bars text, b boolean, o jsonb, year date, month text, frequency integer, count integer, place text);
                insert into ours.bars values ('r', 'a', 'c', 1, '{"s": 1}', '2024-01-01', 1, 1.5, '{"k": 1}', 'l', 'top',
                    'bars', true, '{"o": 1}', '2024-02-02', 'm', 1, 1, 'p');
                create view public.breaking as select 1 / (50000 - id) as id, filler from public.many;
                create view public.slow as select pg_sleep(60)::text as nap;
                """
                        .formatted(ODD.replace("\"", "\"\"")));
    }

    @BeforeEach
    void anOrganisationWithAWarehouse() {
        org = people.org();
        token = people.token(people.member(org, "account_manager"));
        warehouse(org, "postgres", config());
    }

    @Test
    void theTreeOfTablesIsThatOfTheWarehouse() {
        get("schemas").statusCode(200).body("$", contains("ours", "public", "staging"));
        get("tables/staging").statusCode(200).body("$", contains("adults", ODD, "people", "totals"));
        get("tables/airbyte_internal").statusCode(200).body("$", empty());
        get("sync_tables")
                .statusCode(200)
                .body(
                        "find { it.name == 'people' }",
                        is(Map.of("id", "staging-people", "schema", "staging", "name", "people", "type", "source")))
                .body("name", hasSize(10));
    }

    @Test
    void theConnectionsOfWarehousesHaveMetersWithAName() {
        get("schemas").statusCode(200);

        assertThat(meters.getMeters())
                .extracting(meter -> meter.getId().getName())
                .contains("warehouse.queue.size")
                .noneMatch(name -> name.startsWith("."));
        assertThat(meters.find("sql.pool.queue.size")
                        .tag("pool.name", "warehouse")
                        .meters())
                .isNotEmpty();
    }

    @Test
    void theTreeIsKeptUntilItIsToBeFresh() {
        String name = "later_" + UUID.randomUUID().toString().substring(0, 8);
        get("sync_tables").body("name", not(hasItem(name)));
        DATABASE.execute("create table public." + name + " (id integer)");
        try {
            get("sync_tables").body("name", not(hasItem(name)));
            get("sync_tables?fresh=1").statusCode(200).body("name", hasItem(name));
            get("sync_tables").body("name", hasItem(name));
        } finally {
            DATABASE.execute("drop table public." + name);
        }
    }

    @Test
    void columnsHaveTheNamesOfTheInformationSchema() {
        List<String> types = DATABASE.query("select column_name || ' ' || data_type from information_schema.columns"
                + " where table_schema = 'staging' and table_name = 'people' order by ordinal_position");

        assertThat(get("table_columns/staging/people")
                        .statusCode(200)
                        .extract()
                        .<String>path("collect { it.name + ' ' + it.data_type }.join('; ')"))
                .isEqualTo(String.join("; ", types));
        get("table_columns/staging/totals").body("name", contains("n"));
        get("v1/table_data/staging/people")
                .statusCode(200)
                .body(
                        "translated_type",
                        contains(
                                "Numeric",
                                "String",
                                "Numeric",
                                "Datetime",
                                "Datetime",
                                "Numeric",
                                "Numeric",
                                "Boolean",
                                "Json",
                                "Json",
                                null,
                                null,
                                null,
                                null))
                .body("nullable", hasItem(false))
                .body("find { it.name == 'age' }.nullable", is(true));
    }

    @Test
    void rowsAreJsonOfTheirTypes() {
        String rows = get("table_data/staging/people?order_by=id")
                .statusCode(200)
                .extract()
                .asString();

        assertThat(rows)
                .startsWith("[{\"id\":1,\"name\":\"Asha\",\"age\":30,\"born\":\"1994-02-03\"")
                .contains("\"balance\":12345678901234567890.0123456789", "\"share\":\"NaN\"", "\"active\":true")
                .contains("\"extra\":{\"n\": {\"m\": 1}, \"village\": \"Rampur\"}", "\"tags\":[\"x\",\"y\"]")
                .contains("\"age\":null");
        get("table_data/staging/people?order_by=id&order=0&limit=2").body("id", contains(3, 2));
        get("table_data/staging/people?order_by=id&order=0&limit=2&page=2").body("id", contains(1));
        get("table_data/public/many?limit=5000").body("id", hasSize(100));
        get("table_data/public/many?limit=0&page=-1&order_by=id").body("id", contains(1));
        get("table_count/public/many").statusCode(200).body("total_rows", is(100000));
        get("table_data/staging/people?order_by=raw").statusCode(400);
    }

    @Test
    void aNameIsOnlyEverAName() {
        String odd = encoded(ODD);
        get("table_columns/staging/" + odd).statusCode(200).body("name", contains(ODD));
        get("table_data/staging/" + odd + "?order_by=" + odd).statusCode(200).body("$", hasSize(5));
        get("column-values/staging/" + odd + "/" + odd).statusCode(200).body("$", contains("a", "b"));
        for (String path : List.of(
                "table_columns/staging/nothing",
                "v1/table_data/staging/nothing",
                "table_data/staging/nothing",
                "table_count/staging/" + encoded("people; select 1"),
                "table_count/pg_catalog/pg_authid",
                "download/staging/nothing",
                "table_data/staging/people?order_by=" + encoded("id; select 1"),
                "column-values/staging/people/" + encoded("id\" from staging.people --"))) {
            get(path).statusCode(404).body("detail", containsString("not found"));
        }
        get("table_columns/staging/" + encoded("\u0000")).statusCode(400);
        assertThat(DATABASE.query("select count(*) from staging.people")).containsExactly("3");
    }

    @Test
    void aColumnMayBearAnyNameThatOurQueriesUse() {
        get("table_data/ours/bars").statusCode(200).body("r", contains("r")).body("bars", contains("bars"));
        List<String> columns = get("table_columns/ours/bars").extract().path("name");
        for (String column : columns) {
            if (!column.equals("s")) {
                get("table_data/ours/bars?order_by=" + column).statusCode(200).body("count", contains(1));
            }
            get("column-values/ours/bars/" + column).statusCode(200).body("$", hasSize(1));
            statistics("ours", "bars", column).body("count", is(1)).body("countDistinct", is(1));
        }
        String keys = "dbt_project/json_columnspec/?source_schema=ours&input_name=bars&json_column=";
        for (String column : List.of("s", "k", "o")) {
            get(keys + column).statusCode(200).body("$", contains(column));
        }
        get("download/ours/bars").statusCode(200).body(containsString("\r\nr,a,c,1,"));
    }

    @Test
    void onlyARequestedOrderIsRefused() {
        get("table_data/ours/bars?order_by=s")
                .statusCode(400)
                .body("detail", is("the column's type cannot be ordered"));
        get("table_data/ours/bars").statusCode(200);
        DATABASE.execute("create or replace function public.lost() returns integer language sql as 'select 1';"
                + " create or replace view public.stale as select public.lost() as id;"
                + " create or replace function public.lost() returns integer language plpgsql as"
                + " 'begin return no_such_function(); end'");
        try {
            get("table_data/public/stale").statusCode(502).body("detail", not(containsString("ordered")));
        } finally {
            DATABASE.execute("drop view public.stale; drop function public.lost()");
        }
    }

    @Test
    void aNameThatPostgresHasNoPlaceForIsOfNothing() {
        for (String name : List.of("n".repeat(64), "हाजिरी".repeat(4), "n".repeat(400))) {
            String tooLong = encoded(name);
            for (String path : List.of(
                    "table_columns/staging/" + tooLong,
                    "table_columns/" + tooLong + "/people",
                    "v1/table_data/staging/" + tooLong,
                    "table_data/staging/" + tooLong,
                    "table_data/staging/people?order_by=" + tooLong,
                    "table_count/" + tooLong + "/people",
                    "download/staging/" + tooLong,
                    "column-values/staging/" + tooLong + "/id",
                    "column-values/staging/people/" + tooLong,
                    "dbt_project/json_columnspec/?source_schema=staging&json_column=extra&input_name=" + tooLong,
                    "dbt_project/json_columnspec/?source_schema=" + tooLong + "&input_name=people&json_column=extra",
                    "dbt_project/json_columnspec/?source_schema=staging&input_name=people&json_column=" + tooLong)) {
                get(path).statusCode(404).body("detail", containsString("not found"));
            }
            get("tables/" + tooLong).statusCode(200).body("$", empty());
            post(Map.of("db_schema", "staging", "db_table", name, "column_name", "id"))
                    .statusCode(404);
            post(Map.of("db_schema", name, "db_table", "people", "column_name", "id"))
                    .statusCode(404);
            post(Map.of("db_schema", "staging", "db_table", "people", "column_name", name))
                    .statusCode(404);
        }
    }

    @Test
    void keysOfJsonAreThoseOfItsObjects() {
        String of = "dbt_project/json_columnspec/?source_schema=staging&input_name=people&json_column=";
        get(of + "extra").statusCode(200).body("$", contains("age", "n", "village"));
        get(of + "raw").statusCode(200).body("$", contains("a"));
        get(of + "id").statusCode(400);
        get(of + "name").statusCode(400);
        get(of + "nothing").statusCode(404);
        get("column-values/staging/people/name").body("$", contains("Asha", "Bina, \"B\""));
    }

    @Test
    void aDownloadHasTheHeaderAndEveryRow() {
        get("download/staging/people")
                .statusCode(200)
                .contentType("text/csv")
                .header("Content-Disposition", startsWith("attachment; filename=\"staging__people.csv\""))
                .body(containsString("\r\n1,Asha,30,1994-02-03,"))
                .body(containsString("\r\n2,\"Bina, \"\"B\"\"\",,,"))
                .body(containsString("\r\n3,\"\",,,"))
                .body(startsWith("id,name,age,born,seen,balance,share,active,extra,raw,tags,spent,photo,mood\r\n"));
        String many = get("download/public/many").statusCode(200).extract().asString();
        assertThat(many.lines().count()).isEqualTo(100001);
        assertThat(many).startsWith("id,filler\r\n1,").endsWith("x\r\n");
        get("download/staging/" + encoded(ODD)).statusCode(200).body(startsWith("\"odd \"\"name\"\""));
        DATABASE.execute("create table if not exists public.nothing (id integer, name text)");
        get("download/public/nothing").statusCode(200).body(is("id,name\r\n"));
        DATABASE.execute("drop table public.nothing");
    }

    @Test
    void aDownloadThatBreaksDoesNotLookWhole() {
        assertThatThrownBy(() -> get("download/public/breaking")).hasMessageContaining("chunk");
    }

    @Test
    void anOrganisationDownloadsOnlySoMuchAtOnce() throws IOException {
        try (InputStream first = open("download/public/many");
                InputStream second = open("download/public/many")) {
            get("download/public/many").statusCode(429);
            get("table_data/public/many").statusCode(200);
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> get("download/staging/people").statusCode(200));
    }

    @Test
    void aWarehouseThatIsSlowDownOrClosedIsNamedAndNothingElse() {
        get("table_data/public/slow").statusCode(504).body("detail", is("the warehouse did not answer in time"));
        get("download/public/slow").statusCode(504);

        change("postgres", config().put("port", 1));
        unreachable(503, "the warehouse could not be reached");
        change("postgres", config().put("host", "no-such-host.invalid"));
        unreachable(503, "the warehouse could not be reached");
        for (String host : List.of("169.254.169.254", "[fd00:ec2::254]", "100.100.100.200")) {
            change("postgres", config().put("host", host));
            unreachable(400, "the warehouse has an address that this installation does not connect to");
        }
        change("postgres", config().put("host", "/var/run/postgresql"));
        unreachable(503, "the warehouse could not be reached");
        change("postgres", config().put("password", "not right"));
        unreachable(502, "the warehouse refused the credentials that are stored for it");
        ObjectNode encrypted = config();
        encrypted.putObject("ssl_mode").put("mode", "require");
        change("postgres", encrypted);
        unreachable(502, "the warehouse could not be reached over an encrypted connection that is trusted");
    }

    @Test
    void whatCannotBeBrowsedIsSaid() {
        ObjectNode tunnel = config();
        tunnel.putObject("tunnel_method").put("tunnel_method", "SSH_KEY_AUTH").put("ssh_key", "hush");
        change("postgres", tunnel);
        unreachable(400, "a warehouse behind an SSH tunnel can be loaded, but not browsed yet");
        change("bigquery", config());
        unreachable(400, "a warehouse of kind bigquery can be loaded and transformed, but not browsed yet");
        run(org, "delete from warehouse where org_id = $1");
        unreachable(404, "there is no warehouse");
    }

    @Test
    void eachOrganisationLooksIntoItsOwnWarehouse() {
        get("sync_tables").body("name", hasItem("people"));
        OrgView others = people.org();
        TestWarehouse database = TestWarehouse.open("table_api_others");
        database.execute("create schema theirs; create table theirs.book (id integer)");
        warehouse(others, "postgres", database.config());
        String theirToken = people.token(people.member(others, "account_manager"));

        for (String path : List.of("sync_tables", "tables/theirs")) {
            given().auth()
                    .oauth2(theirToken)
                    .header("x-dalgo-org", others.slug())
                    .get("/api/warehouse/" + path)
                    .then()
                    .statusCode(200)
                    .body(containsString("book"))
                    .body(not(containsString("people")));
        }
        get("table_columns/theirs/book").statusCode(404);
        // Their credentials in our hands: the pool follows the credentials, the list of tables too.
        change("postgres", database.config());
        get("sync_tables").body("name", contains("book"));
    }

    @Test
    void aColumnsStatisticsAreThoseOfItsType() {
        statistics("public", "described", "n")
                .body("count", is(7))
                .body("countNull", is(1))
                .body("countDistinct", is(4))
                .body("minVal", is(1))
                .body("maxVal", is(10))
                .body("mean", is(4.5f))
                .body("median", is(4.0f))
                .body("mode", is(5))
                .body("other_modes", contains(3));
        statistics("public", "described", "alone")
                .body("countDistinct", is(7))
                .body("mode", nullValue())
                .body("other_modes", empty());
        statistics("public", "described", "word")
                .body("count", is(7))
                .body("countNull", is(1))
                .body("countDistinct", is(6))
                .body("minVal", is(1))
                .body("maxVal", is(6))
                .body("mean", is(3.5f))
                .body("median", is(3.5f))
                .body("mode", nullValue())
                .body("charts[0].chartType", is("bar"))
                .body("charts[0].data.category", contains("a", "bb", "ccc", "dddd", "eeeee", "other"))
                .body("charts[0].data.count", contains(1, 1, 1, 1, 1, 1));
        statistics("public", "described", "yes")
                .body("countTrue", is(4))
                .body("countFalse", is(2))
                .body("minVal", is(0))
                .body("maxVal", is(1));
        statistics("public", "described", "day")
                .body("minVal", is("2024-01-01"))
                .body("maxVal", is("infinity"))
                .body("charts[0].data.year", contains(2025, 2024))
                .body("charts[0].data.frequency", contains(2, 3));
        statistics("public", "described", "doc")
                .body("count", is(7))
                .body("countDistinct", is(1))
                .body("minVal", nullValue());
        statistics("staging", "people", "tags")
                .body("count", is(3))
                .body("countNull", is(2))
                .body("maxVal", nullValue());
        statistics("public", "untold", "n")
                .body("count", is(0))
                .body("mean", nullValue())
                .body("mode", nullValue());
        statistics("public", "untold", "word").body("count", is(0)).body("charts[0].data", empty());
    }

    @Test
    void aChartOverTimeCanBeLeafedThrough() {
        Map<String, Object> wanted = Map.of("db_schema", "public", "db_table", "described", "column_name", "day");
        Map<String, Object> page = new java.util.HashMap<>(wanted);
        page.put("filter", Map.of("range", "month", "limit", 1, "offset", 1));

        progress(request(page))
                .rootPath("progress[-1].results")
                .body("size()", is(1))
                .body("charts[0].data", contains(Map.of("year", 2024, "month", 2, "frequency", 1)));
        page.put("filter", Map.of("range", "century"));
        post(page).statusCode(422);
        page.putAll(Map.of("column_name", "n", "filter", Map.of("range", "year")));
        progress(request(page))
                .body("progress[-1].status", is("failed"))
                .body("progress[-1].message", containsString("no dates"));
        post(Map.of("db_schema", "public", "db_table", "described", "column_name", "nothing"))
                .statusCode(404);
        post(Map.of("db_schema", "public", "db_table", "nothing", "column_name", "n"))
                .statusCode(404);
        post(Map.of()).statusCode(422);
        progress(request(Map.of("db_schema", "public", "db_table", "slow", "column_name", "nap")))
                .body("progress[-1].status", is("failed"))
                .body("progress[-1].message", is("the warehouse did not answer in time"));
    }

    @Test
    void statisticsAreKeptUntilTheyAreToBeFresh() {
        DATABASE.execute("create table if not exists public.kept (n integer)");
        statistics("public", "kept", "n").body("count", is(0));
        DATABASE.execute("insert into public.kept values (1)");
        statistics("public", "kept", "n").body("count", is(0));
        progress(request(Map.of("db_schema", "public", "db_table", "kept", "column_name", "n", "refresh", true)))
                .body("progress[-1].results.count", is(1));
        statistics("public", "kept", "n").body("count", is(1));
        DATABASE.execute("drop table public.kept");
    }

    private ValidatableResponse statistics(String schema, String table, String column) {
        return progress(request(Map.of("db_schema", schema, "db_table", table, "column_name", column)))
                .body("progress[-1].status", is("completed"))
                .rootPath("progress[-1].results");
    }

    private String request(Map<String, Object> body) {
        return post(body).statusCode(200).extract().path("task_id");
    }

    private ValidatableResponse post(Map<String, Object> body) {
        return given().auth()
                .oauth2(token)
                .header("x-dalgo-org", org.slug())
                .contentType("application/json")
                .body(body)
                .post("/api/warehouse/insights/metrics/")
                .then();
    }

    /** The progress of that work at its end. */
    private ValidatableResponse progress(String task) {
        String path = "/api/tasks/" + task + "?hashkey=data-insights";
        await().atMost(Duration.ofSeconds(20)).until(() -> List.of("completed", "failed")
                .contains(progressOf(path).path("progress[-1].status")));
        return progressOf(path).then().statusCode(200);
    }

    private Response progressOf(String path) {
        return given().auth().oauth2(token).header("x-dalgo-org", org.slug()).get(path);
    }

    private void unreachable(int status, String detail) {
        for (String path :
                List.of("schemas", "sync_tables?fresh=1", "table_columns/staging/people", "download/staging/people")) {
            get(path).statusCode(status).body("detail", is(detail));
        }
    }

    private InputStream open(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(root + "api/warehouse/" + path))
                .header("Authorization", "Bearer " + token)
                .header("x-dalgo-org", org.slug())
                .build();
        HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                .join();
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private ValidatableResponse get(String path) {
        return given().urlEncodingEnabled(false)
                .auth()
                .oauth2(token)
                .header("x-dalgo-org", org.slug())
                .get("/api/warehouse/" + path)
                .then();
    }

    private void warehouse(OrgView owner, String type, ObjectNode config) {
        TestPeople.await(() -> tenantTransactions.inOrg(
                owner.id(),
                () -> sql.update(
                        "insert into warehouse (org_id, name, type, airbyte_destination_id,"
                                + " airbyte_destination_definition_id, credentials,"
                                + " prefect_secret_block) values ($1, 'x', $2, gen_random_uuid(),"
                                + " gen_random_uuid(), $3, 'x')",
                        owner.id().value(),
                        type,
                        sealed(owner, config))));
    }

    private void change(String type, ObjectNode config) {
        TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(),
                () -> sql.update(
                        "update warehouse set type = $2, credentials = $3 where org_id = $1",
                        org.id().value(),
                        type,
                        sealed(org, config))));
    }

    private Buffer sealed(OrgView owner, ObjectNode config) {
        return Buffer.buffer(secretCipher
                .seal(Secret.of(config.toString()), "warehouse of org " + owner.id())
                .bytes());
    }

    private void run(OrgView owner, String statement) {
        TestPeople.await(() -> tenantTransactions.inOrg(
                owner.id(), () -> sql.update(statement, owner.id().value())));
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }

    private static ObjectNode config() {
        return DATABASE.config().deepCopy();
    }
}
