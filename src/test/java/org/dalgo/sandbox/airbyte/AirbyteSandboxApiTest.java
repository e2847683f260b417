package org.dalgo.sandbox.airbyte;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.config.SandboxConfig;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.route.WorkspaceRoutes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of Airbyte that clients run into. No database is needed: BigQuery only counts. */
class AirbyteSandboxApiTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String BIGQUERY = "22f6c74f-5699-40ff-833c-4a879ea40133";

    private static Vertx vertx;

    private AirbyteSandbox sandbox;
    private SandboxClient airbyte;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void stop() {
        if (sandbox != null) {
            sandbox.stop().await().atMost(LIMIT);
            sandbox = null;
        }
    }

    @Test
    void namesWhatIsMissingUntilReleaseTwoWhichHidesIt() {
        start(SandboxConfig.ci().withVersion(EmulatedVersion.V1_8_0));
        SandboxClient.Answer refused = airbyte.call("workspaces/create", SandboxJson.object());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("message").asText()).contains("name");
        stop();

        start(SandboxConfig.ci().withVersion(EmulatedVersion.V2_0_0));
        SandboxClient.Answer hidden = airbyte.call("workspaces/create", SandboxJson.object());
        assertThat(hidden.status()).isEqualTo(400);
        assertThat(hidden.json().properties()).hasSize(1);
        assertThat(hidden.json().has("errorId")).isTrue();
    }

    @Test
    void answersNotFoundForAnUnknownId() {
        start(SandboxConfig.ci());

        assertThat(airbyte.call("sources/get", id("sourceId", UUID.randomUUID().toString()))
                        .status())
                .isEqualTo(404);
        assertThat(airbyte.call("sources/sing", SandboxJson.object()).status()).isEqualTo(404);
        assertThat(airbyte.send("POST", "/api/v1/sources/get", "{oops").status())
                .isEqualTo(400);
    }

    @Test
    void refusesAConfigurationThatDoesNotFitAndShowsTheSchema() {
        start(SandboxConfig.ci());
        ObjectNode body = SandboxJson.object()
                .put("workspaceId", airbyte.workspace())
                .put("sourceDefinitionId", SandboxClient.POSTGRES_SOURCE)
                .put("name", "a source");
        body.set(
                "connectionConfiguration", SandboxJson.object().put("host", "h").put("port", "5432"));

        SandboxClient.Answer answer = airbyte.call("sources/create", body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("message").asText()).contains("$.port", "'database'", "\nSchema:");
    }

    @Test
    void hidesSecretsAndKeepsThoseThatComeBackHidden() {
        start(SandboxConfig.ci());
        ObjectNode config = bigQuery("p1");
        String id = destination(airbyte.workspace(), config);
        JsonNode read = airbyte.post("destinations/get", id("destinationId", id));
        assertThat(read.at("/connectionConfiguration/credentials_json").asText())
                .isEqualTo("**********");

        ObjectNode update = id("destinationId", id).put("name", "renamed");
        update.set("connectionConfiguration", read.get("connectionConfiguration"));
        airbyte.post("destinations/update", update);

        assertThat(airbyte.post("destinations/check_connection", id("destinationId", id))
                        .get("status")
                        .asText())
                .isEqualTo("succeeded");
        assertThat(airbyte.send("GET", "/_sandbox/calls", null).text()).doesNotContain("PRIVATE");
    }

    @Test
    void runsOneJobAtATimeAndNoneForAnInactiveConnection() {
        start(SandboxConfig.ci());
        String connection = connection(airbyte.workspace());
        airbyte.control("faults", SandboxJson.object().put("match", connection).put("action", "stuck"));
        long job = airbyte.start(connection);

        assertThat(airbyte.call("connections/sync", id("connectionId", connection))
                        .status())
                .isEqualTo(409);
        airbyte.post("jobs/cancel", SandboxJson.object().put("id", job));
        assertThat(airbyte.call("jobs/cancel", SandboxJson.object().put("id", job))
                        .status())
                .isEqualTo(500);
        airbyte.post("connections/update", id("connectionId", connection).put("status", "inactive"));
        assertThat(airbyte.call("connections/sync", id("connectionId", connection))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void takesConnectionsAlongWhenTheirSourceGoes() {
        start(SandboxConfig.ci());
        String workspace = airbyte.workspace();
        String connection = connection(workspace);
        String source = airbyte.post("connections/get", id("connectionId", connection))
                .get("sourceId")
                .asText();

        assertThat(airbyte.call("sources/delete", id("sourceId", source)).status())
                .isEqualTo(204);

        assertThat(airbyte.call("sources/get", id("sourceId", source)).status()).isEqualTo(404);
        assertThat(airbyte.post("connections/get", id("connectionId", connection))
                        .get("status")
                        .asText())
                .isEqualTo("deprecated");
        assertThat(airbyte.post("web_backend/connections/list", id("workspaceId", workspace))
                        .get("connections"))
                .isEmpty();
    }

    @Test
    void givesListsInPagesFromReleaseOneEightOn() {
        assertThat(firstPage(EmulatedVersion.V1_4_1)).isEqualTo(23);
        assertThat(firstPage(EmulatedVersion.V1_8_0)).isEqualTo(20);
    }

    private int firstPage(EmulatedVersion version) {
        start(SandboxConfig.ci().withVersion(version));
        String workspace = airbyte.workspace();
        for (int i = 0; i < 23; i++) {
            airbyte.source(workspace, SandboxClient.FAKER, SandboxJson.object());
        }
        JsonNode sources =
                airbyte.post("sources/list", id("workspaceId", workspace)).get("sources");
        int size = sources.size();
        JsonNode rest = airbyte.post(
                "sources/list",
                id("workspaceId", workspace)
                        .put("cursor", sources.get(size - 1).get("sourceId").asText()));
        if (version.pagesLists()) {
            assertThat(rest.get("sources")).hasSize(3);
        }
        stop();
        return size;
    }

    @Test
    void switchesAConnectionOffWhenItsCursorIsGone() {
        start(SandboxConfig.ci());
        String workspace = airbyte.workspace();
        String connection = connection(workspace);
        String source = airbyte.post("connections/get", id("connectionId", connection))
                .get("sourceId")
                .asText();
        airbyte.control(
                "schema",
                SandboxJson.object()
                        .put("sourceId", source)
                        .put("op", "drop_cursor")
                        .put("stream", "users"));
        ObjectNode cached = id("sourceId", source).put("connectionId", connection);
        assertThat(airbyte.post("sources/discover_schema", cached).at("/catalogDiff/transforms"))
                .isEmpty();

        JsonNode fresh =
                airbyte.post("sources/discover_schema", cached.deepCopy().put("disable_cache", true));

        assertThat(fresh.get("breakingChange").asBoolean()).isTrue();
        assertThat(fresh.get("connectionStatus").asText()).isEqualTo("inactive");
        assertThat(fresh.at("/catalogDiff/transforms/0/updateStream/fieldTransforms/0/breaking")
                        .asBoolean())
                .isTrue();
        assertThat(airbyte.post("web_backend/connections/list", id("workspaceId", workspace))
                        .at("/connections/0/schemaChange")
                        .asText())
                .isEqualTo("breaking");
    }

    @Test
    void callsANewColumnAChangeThatBreaksNothing() {
        start(SandboxConfig.ci().withVersion(EmulatedVersion.V0_58_0));
        String connection = connection(airbyte.workspace());
        String source = airbyte.post("connections/get", id("connectionId", connection))
                .get("sourceId")
                .asText();
        airbyte.control("schema", SandboxJson.object().put("sourceId", source).put("op", "add_column"));

        JsonNode read = airbyte.post(
                "web_backend/connections/get", id("connectionId", connection).put("withRefreshedCatalog", true));

        assertThat(read.get("schemaChange").asText()).isEqualTo("non_breaking");
        assertThat(read.get("status").asText()).isEqualTo("active");
        assertThat(read.at("/catalogDiff/transforms/0/updateStream/0/transformType")
                        .asText())
                .as("before 0.59 the changes of a stream are a bare array")
                .isEqualTo("add_field");
    }

    @Test
    void answersInHtmlLikeTheProxyOfOldInstallations() {
        start(SandboxConfig.ci()
                .withVersion(EmulatedVersion.V0_63_13)
                .withAuth(SandboxConfig.Auth.BASIC, "airbyte", "password"));

        SandboxClient.Answer refused = airbyte.send("POST", "/api/v1/workspaces/list", "");
        String header =
                "Basic " + Base64.getEncoder().encodeToString("airbyte:password".getBytes(StandardCharsets.UTF_8));

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text()).startsWith("<html>");
        assertThat(airbyte.send("POST", "/api/v1/workspaces/list", "", "Authorization", header)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void letsTokensExpire() {
        start(SandboxConfig.ci().withAuth(SandboxConfig.Auth.CLIENT_CREDENTIALS, "id", "secret"));
        String token = airbyte.post(
                        "applications/token",
                        SandboxJson.object().put("client_id", "id").put("client_secret", "secret"))
                .get("access_token")
                .asText();
        String list = id("organizationId", WorkspaceRoutes.DEFAULT_ORGANIZATION).toString();
        String path = "/api/v1/workspaces/list_by_organization_id";
        assertThat(airbyte.send("POST", path, list, "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(200);

        airbyte.control("clock", SandboxJson.object().put("by", "PT1H"));

        assertThat(airbyte.send("POST", path, list, "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(401);
        assertThat(airbyte.call(
                                "applications/token",
                                SandboxJson.object().put("client_id", "id").put("client_secret", "no"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void takesUpAJobAgainThatARestartInterrupted(@TempDir Path folder) throws Exception {
        Path snapshot = folder.resolve("airbyte.json");
        start(SandboxConfig.ci().withSnapshot(snapshot));
        String connection = connection(airbyte.workspace());
        airbyte.control("faults", SandboxJson.object().put("match", connection).put("action", "stuck"));
        long job = airbyte.start(connection);
        stop();
        assertThat(Files.getPosixFilePermissions(snapshot)).isEqualTo(PosixFilePermissions.fromString("rw-------"));

        start(SandboxConfig.ci().withSnapshot(snapshot));

        JsonNode resumed = airbyte.awaitJob(job, "succeeded", "failed");
        assertThat(resumed.at("/job/status").asText()).isEqualTo("succeeded");
        assertThat(resumed.get("attempts")).hasSize(2);
        assertThat(resumed.at("/attempts/0/attempt/failureSummary/failures/0/externalMessage")
                        .asText())
                .isEqualTo("Airbyte was restarted");
    }

    @Test
    void failsOnPurposeInEveryWayThatIsOrdered() {
        start(SandboxConfig.ci());
        String connection = connection(airbyte.workspace());
        String source = airbyte.post("connections/get", id("connectionId", connection))
                .get("sourceId")
                .asText();

        airbyte.control(
                "faults", SandboxJson.object().put("match", "connections/sync").put("action", "lost_answer"));
        assertThatThrownBy(() -> airbyte.start(connection)).hasCauseInstanceOf(IOException.class);
        assertThat(airbyte.awaitJob(1, "succeeded").at("/job/id").asLong()).isEqualTo(1);

        airbyte.control("faults", SandboxJson.object().put("match", source).put("action", "check_crash"));
        JsonNode crashed = airbyte.post("sources/check_connection", id("sourceId", source));
        assertThat(crashed.has("status")).isFalse();
        assertThat(crashed.at("/jobInfo/succeeded").asBoolean()).isFalse();

        airbyte.control(
                "faults",
                SandboxJson.object()
                        .put("match", source)
                        .put("action", "discover_fail")
                        .put("message", "no!"));
        JsonNode failed = airbyte.discover(source);
        assertThat(failed.has("catalog")).isFalse();
        assertThat(failed.at("/jobInfo/failureReason/externalMessage").asText()).isEqualTo("no!");

        airbyte.control(
                "faults",
                SandboxJson.object()
                        .put("match", "jobs/get")
                        .put("action", "status")
                        .put("status", 502)
                        .put("body", "html"));
        assertThat(airbyte.call("jobs/get", SandboxJson.object().put("id", 1)).text())
                .startsWith("<html>");

        airbyte.control("faults", SandboxJson.object().put("match", connection).put("action", "partial_success"));
        JsonNode partial = airbyte.sync(connection);
        assertThat(partial.at("/attempts/0/attempt/failureSummary/partialSuccess")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void startsFollowsAndCancelsJobsByThePublicApi() {
        start(SandboxConfig.ci());
        String connection = connection(airbyte.workspace());
        airbyte.control("faults", SandboxJson.object().put("match", connection).put("action", "stuck"));
        String order = id("connectionId", connection).put("jobType", "sync").toString();

        JsonNode job = airbyte.send("POST", "/api/public/v1/jobs", order).json();
        String path = "/api/public/v1/jobs/" + job.get("jobId").asLong();

        assertThat(job.get("status").asText()).isEqualTo("pending");
        assertThat(airbyte.send("POST", "/api/public/v1/jobs", order).status()).isEqualTo(409);
        airbyte.awaitJob(job.get("jobId").asLong(), "running");
        assertThat(airbyte.send("DELETE", path, null).json().get("status").asText())
                .isEqualTo("cancelled");
        assertThat(airbyte.send("DELETE", path, null).status()).isEqualTo(409);
        assertThat(airbyte.send("GET", "/api/public/v1/jobs?connectionId=" + connection, null)
                        .json()
                        .get("data"))
                .hasSize(1);
    }

    @Test
    void saysWhichSettingMovesItsPortWhenThatIsTaken() {
        start(SandboxConfig.ci());

        assertThatThrownBy(() -> AirbyteSandbox.start(vertx, SandboxConfig.ci().withPort(sandbox.port()))
                        .await()
                        .atMost(LIMIT))
                .hasMessageContaining(Integer.toString(sandbox.port()))
                .hasMessageContaining("dalgo.sandbox.airbyte.port");
    }

    private void start(SandboxConfig config) {
        sandbox = AirbyteSandbox.start(vertx, config).await().atMost(LIMIT);
        airbyte = new SandboxClient(sandbox.port());
    }

    private String connection(String workspace) {
        String source = airbyte.source(
                workspace,
                SandboxClient.FAKER,
                SandboxJson.object().put("count", 10).put("seed", 1));
        return airbyte.connection(source, destination(workspace, bigQuery("p1")));
    }

    private String destination(String workspace, ObjectNode config) {
        ObjectNode body = SandboxJson.object()
                .put("workspaceId", workspace)
                .put("destinationDefinitionId", BIGQUERY)
                .put("name", "warehouse");
        body.set("connectionConfiguration", config);
        return airbyte.post("destinations/create", body).get("destinationId").asText();
    }

    private static ObjectNode bigQuery(String project) {
        String key = SandboxJson.object()
                .put("type", "service_account")
                .put("project_id", project)
                .put("private_key", "PRIVATE")
                .toString();
        return SandboxJson.object()
                .put("project_id", project)
                .put("dataset_location", "asia-south1")
                .put("dataset_id", "staging")
                .put("credentials_json", key);
    }

    private static ObjectNode id(String field, String value) {
        return SandboxJson.object().put(field, value);
    }
}
