package org.dalgo.sandbox.airbyte;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dalgo.light.TestConfinement;
import org.dalgo.light.registry.ConnectorPackages;
import org.dalgo.platform.net.AddressPolicy;
import org.dalgo.sandbox.airbyte.config.RealConnectors;
import org.dalgo.sandbox.airbyte.config.SandboxConfig;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.testsupport.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Airbyte's own Faker and File behind the stand-in's interface, into a real PostgreSQL. */
class RealConnectorsSyncTest {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    static Path temporary;

    private static Path folder;
    private static Vertx vertx;
    private static TestWarehouse warehouse;
    private static SandboxClient airbyte;
    private static String workspace;

    @BeforeAll
    static void start() throws Exception {
        folder = Files.createDirectory(temporary.resolve("readable"));
        vertx = Vertx.vertx();
        warehouse = TestWarehouse.open("real_sync_test");
        SandboxConfig config = SandboxConfig.ci()
                .withRealConnectors(new RealConnectors(
                        TestServers.CACHE.resolve("connectors"),
                        TestConfinement.options(new AddressPolicy(true, true, List.of()), folder)));
        airbyte = new SandboxClient(
                AirbyteSandbox.start(vertx, config).await().atMost(LIMIT).port());
        workspace = airbyte.workspace();
        String version = ConnectorPackages.load()
                .ofImage("airbyte/source-file")
                .orElseThrow()
                .version();
        await().atMost(LIMIT).until(() -> definition().get("dockerImageTag").asText(), version::equals);
    }

    @AfterAll
    static void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theSpecificationIsTheConnectorsOwn() {
        JsonNode specification = airbyte.post(
                        "source_definition_specifications/get",
                        SandboxJson.object()
                                .put("workspaceId", workspace)
                                .put("sourceDefinitionId", SandboxClient.FILE))
                .get("connectionSpecification");

        assertThat(specification.at("/properties/provider/oneOf"))
                .anyMatch(provider -> provider.get("title").asText().equals("Local Filesystem (limited)"));
    }

    @Test
    void fakerIsLoadedGoesOnFromItsStateAndTellsWhatItSays() {
        String source = airbyte.source(
                workspace,
                SandboxClient.FAKER,
                SandboxJson.object().put("count", 150).put("seed", 7).put("parallelism", 1));
        String connection = airbyte.connection(source, destination("faker"));

        JsonNode first = airbyte.sync(connection);
        JsonNode state = airbyte.post("state/get", SandboxJson.object().put("connectionId", connection));
        JsonNode second = airbyte.sync(connection);

        assertThat(first.at("/job/status").asText()).as(first.toString()).isEqualTo("succeeded");
        assertThat(second.at("/job/status").asText()).as(second.toString()).isEqualTo("succeeded");
        assertThat(warehouse.query("select count(*) from faker.users")).containsExactly("150");
        assertThat(warehouse.query("select count(*) from faker.products")).containsExactly("100");
        assertThat(warehouse.query("select data_type::text from information_schema.columns where table_schema = 'faker'"
                        + " and table_name = 'users' and column_name in ('id', 'address', 'created_at', 'name')"
                        + " order by column_name"))
                .containsExactly("jsonb", "timestamp with time zone", "bigint", "character varying");
        // Purchases come with times that name no offset.
        assertThat(warehouse.query("select count(*) from faker.purchases where created_at is null"))
                .containsExactly("0");
        assertThat(state.get("streamState"))
                .anyMatch(stream -> stream.at("/streamState/loop_offset").asInt() == 150);
        assertThat(messages(first)).anyMatch(line -> line.equals("Starting syncing SourceFaker"));
        assertThat(messages(second))
                .anyMatch(line ->
                        line.contains("Setting state of SourceFaker stream to") && line.contains("loop_offset"));
    }

    @Test
    void aFileIsReadAsPandasReadsIt() throws Exception {
        Path csv = Files.writeString(
                folder.resolve("register.csv"),
                "Preamble\nपंजी;Phone;Amount;Amount\n1;0792;1,5;x\n2;0793;2,5;\n3;0794;many;z\n");
        String connection = airbyte.connection(file(csv, "register"), destination("register"));

        JsonNode job = airbyte.sync(connection);

        assertThat(job.at("/job/status").asText()).as(job.toString()).isEqualTo("succeeded");
        assertThat(warehouse.query("select phone::text from register.register order by phone"))
                .as("a leading zero is lost, as with Airbyte")
                .containsExactly("792.000000000", "793.000000000", "794.000000000");
        assertThat(warehouse.query("select amount from register.register order by phone"))
                .containsExactly("1,5", "2,5", "many");
        assertThat(warehouse.query("select coalesce(amount_1, 'none') from register.register order by phone"))
                .containsExactly("x", "none", "z");
    }

    @Test
    void valuesThatDoNotFitTheirColumnAreNullAndTold() throws Exception {
        Path csv = Files.writeString(folder.resolve("changing.csv"), "Preamble\nid;amount\n1;10\n2;20\n");
        String connection = airbyte.connection(file(csv, "changing"), destination("changing"));
        Files.writeString(csv, "Preamble\nid;amount\n1;10\n2;many\n");

        JsonNode job = airbyte.sync(connection);

        assertThat(job.at("/job/status").asText()).as(job.toString()).isEqualTo("succeeded");
        assertThat(warehouse.query("select _airbyte_meta->'changes'->0->>'field' from changing.changing"
                        + " where amount is null"))
                .containsExactly("amount");
        assertThat(messages(job))
                .contains("1 values of stream changing did not fit the type of their column and are null, by field:"
                        + " {amount=1}")
                .anyMatch(line -> line.startsWith("sync summary") && line.contains("\"valuesNulled\":1"));
    }

    @Test
    void cancellingEndsTheConnectorAndLeavesTheWarehouseAsItWas() {
        String source = airbyte.source(
                workspace,
                SandboxClient.FAKER,
                SandboxJson.object().put("count", 50_000_000).put("seed", 7).put("parallelism", 1));
        long job = airbyte.start(airbyte.connection(source, destination("cancelled")));
        await().atMost(LIMIT)
                .until(() -> messages(airbyte.job(job)), lines -> lines.contains("Starting syncing SourceFaker"));

        JsonNode cancelled = airbyte.post("jobs/cancel", SandboxJson.object().put("id", job));

        assertThat(cancelled.at("/job/status").asText()).isEqualTo("cancelled");
        assertThat(warehouse.query("select count(*) from information_schema.tables where table_name like '%cancelled%'"
                        + " or table_schema = 'cancelled'"))
                .containsExactly("0");
        await().atMost(Duration.ofSeconds(20)).until(() -> ProcessHandle.current()
                .descendants()
                .noneMatch(process -> process.info().commandLine().orElse("").contains("airbyte-source-faker read")));
    }

    @Test
    void aMissingFileIsToldInTheConnectorsWords() {
        String source = file(folder.resolve("missing.csv"), "missing");

        JsonNode check =
                airbyte.post("sources/check_connection", SandboxJson.object().put("sourceId", source));

        assertThat(check.get("status").asText()).isEqualTo("failed");
        assertThat(check.get("message").asText())
                .contains("Failed to load file://" + folder.resolve("missing.csv"))
                .contains("No such file or directory");
    }

    private static JsonNode definition() {
        return airbyte.post(
                "source_definitions/get_for_workspace",
                SandboxJson.object().put("workspaceId", workspace).put("sourceDefinitionId", SandboxClient.FILE));
    }

    private static List<String> messages(JsonNode job) {
        return job.at("/attempts/0/logs/events").findValuesAsText("message");
    }

    private static String file(Path path, String dataset) {
        ObjectNode config = SandboxJson.object()
                .put("dataset_name", dataset)
                .put("format", "csv")
                .put("reader_options", "{\"sep\": \";\", \"skiprows\": 1}")
                .put("url", path.toString());
        config.putObject("provider").put("storage", "local");
        return airbyte.source(workspace, SandboxClient.FILE, config);
    }

    private static String destination(String schema) {
        return airbyte.destination(workspace, warehouse.config().put("schema", schema));
    }
}
