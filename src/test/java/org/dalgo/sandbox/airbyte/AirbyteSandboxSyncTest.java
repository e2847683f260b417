package org.dalgo.sandbox.airbyte;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.dalgo.sandbox.airbyte.config.SandboxConfig;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows that really arrive, over HTTP, in a real PostgreSQL. */
class AirbyteSandboxSyncTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static Vertx vertx;
    private static TestWarehouse warehouse;
    private static SandboxClient airbyte;
    private static String workspace;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        warehouse = TestWarehouse.open("sync_test");
        airbyte = new SandboxClient(AirbyteSandbox.start(vertx, SandboxConfig.ci())
                .await()
                .atMost(LIMIT)
                .port());
        workspace = airbyte.workspace();
    }

    @AfterAll
    static void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void loadsTheSamePeopleForTheSameSeed() {
        String connection = airbyte.connection(faker(1500), destination("faker"));

        JsonNode job = airbyte.sync(connection);

        assertThat(job.get("job").get("status").asText()).as(job.toString()).isEqualTo("succeeded");
        assertThat(warehouse.query("select count(*) from faker.users")).containsExactly("1500");
        assertThat(warehouse.query("select count(*) from faker.products")).containsExactly("100");
        assertThat(warehouse.query("select data_type::text from information_schema.columns where table_schema = 'faker'"
                        + " and table_name = 'users' and column_name in ('id', 'address', 'created_at', 'name')"
                        + " order by column_name"))
                .containsExactly("jsonb", "timestamp with time zone", "bigint", "character varying");
        assertThat(warehouse.query("select count(*) from faker.users where _airbyte_raw_id is not null and"
                        + " _airbyte_extracted_at is not null and _airbyte_meta->'changes' = '[]' and"
                        + " _airbyte_generation_id is not null"))
                .containsExactly("1500");
        assertThat(job.get("job").get("aggregatedStats").get("recordsCommitted").asInt())
                .isEqualTo(1500 + 100 + 1500);
        String people = warehouse
                .query("select md5(string_agg(name, ',' order by id)) from faker.users")
                .get(0);
        airbyte.sync(airbyte.connection(faker(1500), destination("faker_again")));
        assertThat(warehouse.query("select md5(string_agg(name, ',' order by id)) from faker_again.users"))
                .containsExactly(people);
    }

    @Test
    void keepsOneRowForEachKeyWhenDeduplicating() {
        String connection = airbyte.connection(faker(300), destination("dedup"));
        airbyte.sync(connection);
        airbyte.sync(connection);

        assertThat(warehouse.query("select count(*) from dedup.users")).containsExactly("300");
        assertThat(warehouse.query("select count(distinct _airbyte_generation_id) from dedup.users"))
                .containsExactly("1");
    }

    @Test
    void readsItsOwnDemoFileWithLettersOfManyScripts() {
        airbyte.sync(airbyte.connection(file("beneficiaries.csv", "csv"), destination("ngo")));

        assertThat(warehouse.query("select count(*) from ngo.beneficiaries")).containsExactly("500");
        assertThat(warehouse.query("select name from ngo.beneficiaries where id = 2"))
                .containsExactly("པདྨ ལྷ་མོ");
        assertThat(warehouse
                        .query("select count(*) from ngo.beneficiaries where date_of_birth is null")
                        .get(0))
                .isNotEqualTo("0");
        assertThat(
                        warehouse.query(
                                "select data_type::text from information_schema.columns where table_schema = 'ngo'"
                                        + " and column_name in ('id', 'age', 'active', 'monthly_income', 'phone') order by column_name"))
                .containsExactly("boolean", "character varying", "bigint", "numeric", "character varying");
        assertThat(warehouse
                        .query("select count(*) from ngo.beneficiaries where remarks like E'%\\n%'")
                        .get(0))
                .isNotEqualTo("0");
    }

    @Test
    void readsJsonLinesWithNestedValues() {
        airbyte.sync(airbyte.connection(file("surveys.jsonl", "jsonl"), destination("surveys")));

        assertThat(warehouse.query("select count(*) from surveys.surveys where answers->>'water_source' is not null"))
                .containsExactly("300");
    }

    @Test
    void keepsTheTableThatAViewIsBuiltOn() {
        String connection = airbyte.connection(file("attendance.csv", "csv"), destination("views"));
        airbyte.sync(connection);
        warehouse.execute("create view views.present as select * from views.attendance where status = 'present'");

        JsonNode job = airbyte.sync(connection);

        assertThat(job.get("job").get("status").asText()).isEqualTo("succeeded");
        assertThat(warehouse.query("select count(*) > 0 from views.present")).containsExactly("t");
    }

    @Test
    void readsOnlyWhatIsBeyondTheCursorOfAPostgresTable() {
        warehouse.execute("create schema shop");
        warehouse.execute("create table shop.orders (id int primary key, note text, at timestamptz)");
        warehouse.execute("insert into shop.orders select n, 'n' || n, now() + n * interval '1 second'"
                + " from generate_series(1, 10) n");
        ObjectNode config = warehouse.config();
        config.remove("schema");
        config.set("schemas", SandboxJson.texts(java.util.List.of("shop")));
        String source = airbyte.source(workspace, SandboxClient.POSTGRES_SOURCE, config);
        ObjectNode discovered = (ObjectNode) airbyte.discover(source).get("catalog");
        ObjectNode stream = (ObjectNode) discovered.get("streams").get(0).get("config");
        stream.put("syncMode", "incremental")
                .put("destinationSyncMode", "append_dedup")
                .put("selected", true);
        stream.set("cursorField", SandboxJson.texts(java.util.List.of("at")));
        ObjectNode body = SandboxJson.object()
                .put("sourceId", source)
                .put("destinationId", destination("copy"))
                .put("status", "active")
                .put("namespaceDefinition", "destination")
                .put("prefix", "shop_");
        body.set("syncCatalog", discovered);
        String connection =
                airbyte.post("connections/create", body).get("connectionId").asText();
        airbyte.sync(connection);
        warehouse.execute("insert into shop.orders values (11, 'new', now() + interval '1 hour')");

        JsonNode second = airbyte.sync(connection);

        assertThat(second.get("job")
                        .get("aggregatedStats")
                        .get("recordsEmitted")
                        .asInt())
                .isEqualTo(1);
        assertThat(warehouse.query("select count(*) from copy.shop_orders")).containsExactly("11");
    }

    @Test
    void clearsTablesAndDeletesCursors() {
        String connection = airbyte.connection(faker(50), destination("cleared"));
        airbyte.sync(connection);

        JsonNode clear = airbyte.post("connections/clear", SandboxJson.object().put("connectionId", connection));
        airbyte.awaitJob(clear.get("job").get("id").asLong(), "succeeded");

        assertThat(clear.get("job").get("configType").asText()).isEqualTo("reset_connection");
        assertThat(warehouse.query("select count(*) from cleared.users")).containsExactly("0");
        assertThat(airbyte.post("state/get", SandboxJson.object().put("connectionId", connection))
                        .get("stateType")
                        .asText())
                .isEqualTo("not_set");
    }

    @Test
    void leavesTheWarehouseAsItWasWhenCancelled() {
        String connection = airbyte.connection(faker(80), destination("cancelled"));
        airbyte.sync(connection);
        airbyte.control("faults", SandboxJson.object().put("match", connection).put("action", "stuck"));
        long job = airbyte.start(connection);

        JsonNode cancelled = airbyte.post("jobs/cancel", SandboxJson.object().put("id", job));

        assertThat(cancelled.get("job").get("status").asText()).isEqualTo("cancelled");
        assertThat(cancelled.get("attempts").get(0).get("attempt").get("status").asText())
                .isEqualTo("failed");
        assertThat(warehouse.query("select count(*) from cancelled.users")).containsExactly("80");
        assertThat(warehouse.query(
                        "select count(*) from information_schema.tables where table_schema = 'airbyte_internal'"
                                + " and table_name like '%cancelled%'"))
                .containsExactly("0");
    }

    @Test
    void triesAgainAfterATransientFailureAndLogsTheReason() {
        String connection = airbyte.connection(faker(20), destination("retried"));
        airbyte.control(
                "faults",
                SandboxJson.object()
                        .put("match", connection)
                        .put("action", "attempt_fail")
                        .put("times", 2));

        JsonNode job = airbyte.sync(connection);

        assertThat(job.get("job").get("status").asText()).isEqualTo("succeeded");
        assertThat(StreamSupport.stream(job.get("attempts").spliterator(), false)
                        .map(attempt -> attempt.get("attempt").get("status").asText()))
                .containsExactly("failed", "failed", "succeeded");
        assertThat(job.at("/attempts/0/attempt/failureSummary/failures/0/externalMessage")
                        .asText())
                .isEqualTo("The source stopped answering");
    }

    @Test
    void doesNotRepeatWhatFailedForItsConfiguration() {
        JsonNode job =
                airbyte.sync(airbyte.connection(file("attendance.csv", "csv", "fail_sync"), destination("failing")));

        assertThat(job.get("job").get("status").asText()).isEqualTo("failed");
        assertThat(job.get("attempts")).hasSize(1);
        assertThat(job.at("/attempts/0/attempt/failureSummary/failures/0/failureType")
                        .asText())
                .isEqualTo("config_error");
    }

    @Test
    void writesALogThatReadersHaveToStand() {
        JsonNode job = airbyte.sync(airbyte.connection(faker(2500), destination("logged")));

        JsonNode events = job.at("/attempts/0/logs/events");
        assertThat(events.size()).isBetween(30, 200);
        assertThat(events).anyMatch(event -> event.get("message").asText().length() > 4000);
        assertThat(events).anyMatch(event -> event.get("message").asText().contains("\u001b[32m"));
        assertThat(events).anyMatch(event -> event.get("message").asText().contains("नमस्ते"));
        assertThat(events.findValuesAsText("logSource")).contains("platform", "source", "destination");
    }

    private static String faker(int count) {
        return airbyte.source(
                workspace,
                SandboxClient.FAKER,
                SandboxJson.object().put("count", count).put("seed", 7));
    }

    private static String file(String name, String format) {
        return file(name, format, name.substring(0, name.indexOf('.')));
    }

    private static String file(String name, String format, String dataset) {
        ObjectNode config = SandboxJson.object()
                .put("dataset_name", dataset)
                .put("format", format)
                .put("url", airbyte.address("/_sandbox/files/" + name));
        config.putObject("provider").put("storage", "HTTPS");
        return airbyte.source(workspace, SandboxClient.FILE, config);
    }

    private static String destination(String schema) {
        return airbyte.destination(workspace, warehouse.config().put("schema", schema));
    }
}
