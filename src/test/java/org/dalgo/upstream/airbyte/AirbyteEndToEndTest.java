package org.dalgo.upstream.airbyte;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.sandbox.airbyte.AirbyteSandbox;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.config.SandboxConfig;
import org.dalgo.upstream.airbyte.actor.Actor;
import org.dalgo.upstream.airbyte.actor.ActorSpec;
import org.dalgo.upstream.airbyte.actor.CheckResult;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.dalgo.upstream.airbyte.catalog.DiscoveryResult;
import org.dalgo.upstream.airbyte.catalog.StreamConfiguration;
import org.dalgo.upstream.airbyte.catalog.StreamKey;
import org.dalgo.upstream.airbyte.connection.AirbyteConnection;
import org.dalgo.upstream.airbyte.connection.ConnectionSpec;
import org.dalgo.upstream.airbyte.definition.Definition;
import org.dalgo.upstream.airbyte.job.AirbyteJob;
import org.dalgo.upstream.airbyte.job.JobStatus;
import org.dalgo.upstream.airbyte.job.LogText;
import org.dalgo.upstream.airbyte.workspace.Workspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole line, workspace to rows, through the adapter, against each release that the sandbox imitates. */
@QuarkusTest
class AirbyteEndToEndTest {

    private static final UUID FAKER = UUID.fromString("dfd88b22-b603-4c3d-aad7-3701784586b1");
    private static final UUID POSTGRES = UUID.fromString("25c5221d-dce2-4163-ade9-739ef790f503");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static Vertx vertx;
    private static TestWarehouse warehouse;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        warehouse = TestWarehouse.open("line_test");
    }

    @AfterAll
    static void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource(EmulatedVersion.class)
    void bringsRowsFromASourceIntoAWarehouse(EmulatedVersion version) {
        AirbyteSandbox sandbox = get(AirbyteSandbox.start(
                vertx,
                SandboxConfig.ci()
                        .withVersion(version)
                        .withAuth(SandboxConfig.Auth.CLIENT_CREDENTIALS, "dalgo", "s3cret")));
        AirbyteAdapter airbyte = TestAirbyte.adapter(
                sandbox.port(),
                "auth.mode",
                "client-credentials",
                "auth.client-id",
                "dalgo",
                "auth.client-secret",
                "s3cret");
        String schema = "line_" + version.name().toLowerCase(java.util.Locale.ROOT);

        assertThat(get(airbyte.health())).isTrue();
        assertThat(get(airbyte.instance()).version()).isEqualTo(version.toString());
        Workspace workspace = get(airbyte.workspaces().create("an NGO"));
        Actor source = source(airbyte, workspace);
        Actor destination = destination(airbyte, workspace, schema);
        AirbyteConnection airbyteConnection = connection(airbyte, source, destination);
        AirbyteJob airbyteJob = sync(airbyte, airbyteConnection);

        assertThat(airbyteJob.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(airbyteJob.recordsCommitted()).isEqualTo(250);
        assertThat(airbyteJob.attempts()).singleElement().satisfies(attempt -> assertThat(attempt.records())
                .isEqualTo(250));
        assertThat(warehouse.query("select count(*) from " + schema + ".raw_users"))
                .containsExactly("250");
        assertThat(warehouse.query("select count(*) from information_schema.tables where table_schema = '" + schema
                        + "' and table_name = 'raw_products'"))
                .containsExactly("0");
        assertLog(get(airbyte.jobs().log(airbyteJob.id(), 0)));
        assertThat(get(airbyte.jobs().list(airbyteConnection.id(), 10, 0)).jobs())
                .extracting(AirbyteJob::id)
                .containsExactly(airbyteJob.id());
        assertThat(get(airbyte.connections().list(workspace.id())))
                .singleElement()
                .satisfies(listed -> assertThat(listed.latestJobStatus()).contains("succeeded"));
        assertThat(get(airbyte.jobs().cancel(airbyteJob.id())).status()).isEqualTo(JobStatus.SUCCEEDED);

        get(airbyte.connections().delete(airbyteConnection.id()));
        get(airbyte.workspaces().delete(workspace.id()));
        assertThat(catchThrowableOfType(
                                UpstreamFailure.class,
                                () -> get(airbyte.workspaces().get(workspace.id())))
                        .kind())
                .isEqualTo(Kind.NOT_FOUND);
        get(airbyte.workspaces().delete(workspace.id()));
        get(sandbox.stop());
    }

    private static Actor source(AirbyteAdapter airbyte, Workspace workspace) {
        assertThat(get(airbyte.sourceDefinitions().list(workspace.id())))
                .extracting(Definition::name)
                .contains("Sample Data (Faker)", "KoboToolbox");
        JsonNode schema = get(airbyte.sourceDefinitions().specification(workspace.id(), FAKER))
                .schema();
        assertThat(schema.at("/properties/count/type").asText()).isEqualTo("integer");
        ObjectNode config =
                JsonNodeFactory.instance.objectNode().put("count", 250).put("seed", 1);
        ActorSpec spec = new ActorSpec(workspace.id(), FAKER, "people", config);
        assertThat(get(airbyte.sources().check(spec)).works()).isTrue();
        ActorSpec wrong =
                new ActorSpec(workspace.id(), FAKER, "people", config.deepCopy().put("count", "many"));
        assertThat(catchThrowableOfType(
                                UpstreamFailure.class,
                                () -> get(airbyte.sources().create(wrong)))
                        .kind())
                .isEqualTo(Kind.INVALID);
        Actor source = get(airbyte.sources().create(spec));
        assertThat(get(airbyte.sources().list(workspace.id())))
                .extracting(Actor::id)
                .containsExactly(source.id());
        return source;
    }

    private static Actor destination(AirbyteAdapter airbyte, Workspace workspace, String schema) {
        ObjectNode config = warehouse.config().put("schema", schema);
        ActorSpec bad =
                new ActorSpec(workspace.id(), POSTGRES, "w", config.deepCopy().put("password", "wrong"));
        CheckResult refused = get(airbyte.destinations().check(bad));
        assertThat(refused.outcome()).isEqualTo(CheckResult.Outcome.REFUSED);
        assertThat(refused.message().orElseThrow()).contains("password authentication failed");
        ActorSpec spec = new ActorSpec(workspace.id(), POSTGRES, "warehouse", config);
        assertThat(get(airbyte.destinations().check(spec)).works()).isTrue();
        Actor destination = get(airbyte.destinations().create(spec));
        assertThat(destination.config().path("password").asText()).isEqualTo("**********");
        Actor renamed = get(airbyte.destinations().update(destination.id(), "renamed", destination.config()));
        assertThat(renamed.name()).isEqualTo("renamed");
        assertThat(get(airbyte.destinations().check(destination.id())).works())
                .as("the masked password kept the stored one")
                .isTrue();
        return destination;
    }

    private static AirbyteConnection connection(AirbyteAdapter airbyte, Actor source, Actor destination) {
        DiscoveryResult discoveryResult = get(airbyte.schemas().discover(source.id()));
        StreamKey users = new StreamKey("users", Optional.empty());
        Catalog chosen = discoveryResult
                .catalog()
                .orElseThrow()
                .select(List.of(StreamConfiguration.of(users, "full_refresh", "overwrite")));
        AirbyteConnection created = get(airbyte.connections()
                .create(new ConnectionSpec(
                        "people into the warehouse", source.id(), destination.id(), chosen, Optional.empty(), "raw_")));
        AirbyteConnection read = get(airbyte.connections().get(created.id()));
        assertThat(read.catalog().orElseThrow().streams()).hasSize(3);
        assertThat(read.catalog().orElseThrow().streams())
                .filteredOn(Catalog.Stream::selected)
                .extracting(Catalog.Stream::key)
                .containsExactly(users);
        assertThat(get(airbyte.connections()
                                .updateCatalog(created.id(), read.catalog().orElseThrow()))
                        .status())
                .isEqualTo("active");
        return read;
    }

    private static AirbyteJob sync(AirbyteAdapter airbyte, AirbyteConnection airbyteConnection) {
        AirbyteJob started = get(airbyte.jobs().startSync(airbyteConnection.id()));
        UpstreamFailure second = catchThrowableOfType(
                UpstreamFailure.class, () -> get(airbyte.jobs().startSync(airbyteConnection.id())));
        assertThat(second.detail()).isEqualTo("Airbyte is already running a sync of this connection.");
        return await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> get(airbyte.jobs().get(started.id())),
                        airbyteJob -> airbyteJob.status().isTerminal());
    }

    private static void assertLog(LogText log) {
        assertThat(log.cut()).isFalse();
        assertThat(log.lines()).hasSizeGreaterThan(25);
        assertThat(log.lines()).noneMatch(line -> line.contains("\u001b"));
        assertThat(log.lines()).anyMatch(line -> line.contains("नमस्ते"));
    }

    private static <T> T get(Uni<T> answer) {
        return answer.await().atMost(LIMIT);
    }
}
