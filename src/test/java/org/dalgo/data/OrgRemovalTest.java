package org.dalgo.data;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.data.ingest.connection.ConnectionDraft;
import org.dalgo.data.ingest.connection.ConnectionService;
import org.dalgo.data.ingest.source.SourceDraft;
import org.dalgo.data.ingest.source.SourceService;
import org.dalgo.data.transform.project.DbtProjectDraft;
import org.dalgo.data.transform.project.DbtProjectService;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.destination.WarehouseDraft;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.flow.pipeline.PipelineRequest;
import org.dalgo.flow.pipeline.PipelineService;
import org.dalgo.flow.pipeline.TransformTaskService;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskKind;
import org.dalgo.flow.task.TaskService;
import org.dalgo.people.member.TestMail;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.security.Caller;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.RealPrefect;
import org.dalgo.testsupport.TestPeople;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.dalgo.upstream.airbyte.catalog.StreamConfiguration;
import org.dalgo.upstream.airbyte.catalog.StreamKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An organisation that owns all that one can own is removed: from a real Prefect with its worker, Airbyte and our tables. */
@QuarkusTest
@TestProfile(DataProfile.class)
class OrgRemovalTest {

    private static final UUID POSTGRES = UUID.fromString("25c5221d-dce2-4163-ade9-739ef790f503");
    private static final UUID FAKER = UUID.fromString("dfd88b22-b603-4c3d-aad7-3701784586b1");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** A sync, its clearing, three dbt tasks and two pipelines. */
    private static final int DEPLOYMENTS = 7;

    /** An organisation with everything. */
    private record Tenant(OrgView org, Caller manager, String workspace, UUID source, UUID connection, UUID nightly) {}

    @Inject
    TestPeople people;

    @Inject
    TestMail rows;

    @Inject
    WorkspaceService workspaces;

    @Inject
    WarehouseService warehouses;

    @Inject
    SourceService sources;

    @Inject
    ConnectionService connections;

    @Inject
    DbtProjectService projects;

    @Inject
    TransformTaskService transforms;

    @Inject
    TaskService tasks;

    @Inject
    PipelineService pipelines;

    private String prefect;
    private OrgView home;
    private String staff;

    @BeforeEach
    void aRealPrefect() {
        prefect = RealPrefect.orSkip().apiUrl();
        DataStubServers.reset();
        DataStubServers.prefectIs(prefect);
        home = people.org();
        staff = people.token(people.member(home, "platform_staff"));
    }

    @Test
    void everythingGoesAlsoWhatRunsAndNothingOfOthers() {
        Tenant ending = tenant();
        Tenant staying = tenant();
        DataStubServers.airbyteFails(ending.connection().toString(), "stuck", 10);
        UUID run = startNightly(ending);

        String operation = remove(ending);

        outcome(operation).body("state", equalTo("done")).body("left_behind", equalTo(List.of()));
        assertThat(stateOf(run)).isEqualTo("CANCELLED");
        assertNothingIsLeftOf(ending);
        assertThat(deploymentsOf(staying)).hasSize(DEPLOYMENTS);
        assertThat(secretsOf(staying)).hasSize(3);
        assertThat(DataStubServers.airbyteList("sources/list", staying.workspace()))
                .contains(staying.source().toString());
        assertThat(DataStubServers.airbyteList("connections/list", staying.workspace()))
                .contains(staying.connection().toString());
        assertThat(DataStubServers.airbyteList("destinations/list", staying.workspace()))
                .contains("postgres-warehouse");
        assertThat(rowsOf(staying)).contains("deployment", "warehouse", "source", "connection", "dbt_project");
    }

    @Test
    void whatCannotBeRemovedIsNamedAndGoesOnceItCan() {
        Tenant ending = tenant();
        StubMapping kept = DataStubServers.prefectKeeps("/deployments/" + ending.nightly());
        DataStubServers.airbyteFails("connections/delete", "status", 1000);

        String operation = remove(ending);

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(lastError(operation))
                .contains(" of nightly in Prefect")
                .contains("connection Sync (" + ending.connection() + ") in Airbyte"));
        assertThat(deploymentsOf(ending)).containsExactly(ending.nightly().toString());
        assertThat(rowsOf(ending)).contains("deployment", "connection");
        DataStubServers.removeStub(kept);
        DataStubServers.airbyteWorks();
        outcome(operation).body("state", equalTo("done")).body("left_behind", equalTo(List.of()));
        assertNothingIsLeftOf(ending);
    }

    @Test
    void whilePrefectAndAirbyteAreDownAllOfItIsNamedAndGoesWhenTheyAreBack() {
        Tenant ending = tenant();
        StubMapping down = DataStubServers.prefectIsDown();
        DataStubServers.airbyteFails("*", "reset", 1000);

        String operation = remove(ending);

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(lastError(operation))
                .contains(" of nightly in Prefect")
                .contains(" of transform in Prefect")
                .contains("runs in Prefect")
                .contains("connection Sync (", "source Faker (", "destination of warehouse Warehouse (")
                .contains("workspace " + ending.org().slug() + " in Airbyte")
                .contains(secretNames(ending)));
        assertThat(deploymentsOf(ending)).hasSize(DEPLOYMENTS);
        DataStubServers.removeStub(down);
        DataStubServers.airbyteWorks();
        outcome(operation).body("state", equalTo("done")).body("left_behind", equalTo(List.of()));
        assertNothingIsLeftOf(ending);
    }

    @Test
    void whatIsStillThereAfterTheLastAttemptIsReportedByName() {
        Tenant ending = tenant();
        DataStubServers.prefectKeeps("/deployments/" + ending.nightly());
        DataStubServers.airbyteFails("sources/delete", "status", 1000);

        String operation = remove(ending);
        await().atMost(TIMEOUT).until(() -> !lastError(operation).isEmpty());
        // As if it had been tried many times.
        rows.update(
                "update job set attempt = 7, due = now() where payload->>'operation' = $1::varchar and attempt < 7",
                operation);

        List<String> left = outcome(operation).extract().path("left_behind");
        assertThat(left).anyMatch(one -> one.contains(" of nightly in Prefect: "));
        assertThat(left).anyMatch(one -> one.startsWith("source Faker (" + ending.source() + ") in Airbyte: "));
        assertThat(rowsOf(ending)).isEmpty();
        assertThat(rows.rows(
                        "select details->'left_behind' from audit_entry where org_id is null and action = 'delete'"
                                + " and resource_id = $1",
                        ending.org().slug()))
                .singleElement()
                .satisfies(row -> assertThat(row[0].toString()).contains(" of nightly in Prefect: ", "source Faker ("));
    }

    private Tenant tenant() {
        OrgView org = people.org();
        Caller manager = people.caller(org, "account_manager");
        UUID workspace = anew(() -> workspaces.create(org.id()));
        TestPeople.await(() -> warehouses.create(
                manager,
                new WarehouseDraft(
                        "Warehouse",
                        WarehouseType.POSTGRES,
                        POSTGRES,
                        TestWarehouse.open("org_removal").config())));
        UUID source = TestPeople.await(() -> sources.create(
                        manager,
                        new SourceDraft(
                                "Faker",
                                FAKER,
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .put("count", 10)
                                        .put("seed", 1))))
                .sourceId();
        Catalog catalog = TestPeople.await(() -> connections.discover(org.id(), source));
        StreamConfiguration users =
                StreamConfiguration.of(new StreamKey("users", Optional.empty()), "full_refresh", "overwrite");
        UUID connection = anew(() -> connections.create(
                        manager, new ConnectionDraft("Sync", source, catalog, List.of(users), "staging")))
                .connectionId();
        TestPeople.await(() -> projects.create(
                manager,
                new DbtProjectDraft("https://git.test/ngo/dbt.git", Optional.of(Secret.of("a token")), "analytics")));
        TestPeople.await(() -> transforms.setUp(manager));
        OrgTaskView dbtRun = TestPeople.await(() -> tasks.transformTasks(org.id())).stream()
                .filter(task -> task.kind() == TaskKind.DBT_RUN)
                .findFirst()
                .orElseThrow();
        UUID nightly = pipeline(
                manager,
                "nightly",
                "30 1 * * *",
                List.of(new PipelineRequest.Connection(connection.toString(), 0)),
                List.of());
        pipeline(
                manager,
                "transform",
                "",
                List.of(),
                List.of(new PipelineRequest.TransformTask(dbtRun.uuid().toString(), 0)));
        return new Tenant(org, manager, workspace.toString(), source, connection, nightly);
    }

    /**
     * The application may have cached the ids of block types and flow of the stubbed Prefect. They fail once and are
     * evicted.
     */
    private static <T> T anew(Supplier<Uni<T>> work) {
        try {
            return TestPeople.await(work);
        } catch (UpstreamFailure stale) {
            return TestPeople.await(work);
        }
    }

    private UUID pipeline(
            Caller manager,
            String name,
            String cron,
            List<PipelineRequest.Connection> syncs,
            List<PipelineRequest.TransformTask> steps) {
        TestPeople.await(() -> pipelines.create(manager, new PipelineRequest(name, syncs, cron, steps, false)));
        return (UUID) rows.rows(
                        "select prefect_deployment_id from deployment where org_id = $1 and name = $2",
                        manager.org().value(),
                        name)
                .get(0)[0];
    }

    /** Starts it and waits until its sync is at work. */
    private UUID startNightly(Tenant tenant) {
        UUID run = UUID.fromString(given().auth()
                .oauth2(people.token(tenant.manager().email()))
                .header("x-dalgo-org", tenant.org().slug())
                .contentType("application/json")
                .body("{}")
                .post("/api/prefect/v1/flows/" + tenant.nightly() + "/flow_run/")
                .then()
                .statusCode(200)
                .extract()
                .path("flow_run_id"));
        await().atMost(TIMEOUT).until(() -> "running"
                .equals(given().contentType("application/json")
                        .body(Map.of("configTypes", List.of("sync"), "configId", tenant.connection()))
                        .post(DataStubServers.airbyteUrl() + "/api/v1/jobs/list")
                        .path("jobs[0].job.status")));
        assertThat(stateOf(run)).isEqualTo("RUNNING");
        return run;
    }

    private String remove(Tenant tenant) {
        return given().auth()
                .oauth2(staff)
                .header("x-dalgo-org", home.slug())
                .queryParam("name", tenant.org().name())
                .delete("/api/v1/organizations/" + tenant.org().slug())
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private ValidatableResponse outcome(String operation) {
        String path = "/api/v1/organizations/operations/" + operation;
        await().atMost(TIMEOUT).until(() -> !"running"
                .equals(given().auth()
                        .oauth2(staff)
                        .header("x-dalgo-org", home.slug())
                        .get(path)
                        .path("state")));
        return given().auth()
                .oauth2(staff)
                .header("x-dalgo-org", home.slug())
                .get(path)
                .then()
                .statusCode(200);
    }

    private String lastError(String operation) {
        return rows.rows("select last_error from job where payload->>'operation' = $1::varchar", operation).stream()
                .map(row -> row[0] == null ? "" : (String) row[0])
                .findFirst()
                .orElse("");
    }

    private void assertNothingIsLeftOf(Tenant tenant) {
        assertThat(deploymentsOf(tenant)).isEmpty();
        assertThat(secretsOf(tenant)).isEmpty();
        assertThat(given().contentType("application/json")
                        .body(Map.of("organizationId", "00000000-0000-0000-0000-000000000000"))
                        .post(DataStubServers.airbyteUrl() + "/api/v1/workspaces/list_by_organization_id")
                        .asString())
                .doesNotContain(tenant.workspace());
        for (String path : List.of("sources/list", "destinations/list", "connections/list")) {
            assertThat(given().contentType("application/json")
                            .body(Map.of("workspaceId", tenant.workspace()))
                            .post(DataStubServers.airbyteUrl() + "/api/v1/" + path)
                            .asString())
                    .doesNotContain(
                            tenant.source().toString(), tenant.connection().toString(), "postgres-warehouse");
        }
        assertThat(rowsOf(tenant)).isEmpty();
        assertThat(rows.rows(
                        "select 1 from org where id = $1", tenant.org().id().value()))
                .isEmpty();
    }

    private List<String> deploymentsOf(Tenant tenant) {
        return given().contentType("application/json")
                .body(Map.of(
                        "deployments",
                        Map.of("tags", Map.of("all_", List.of(tenant.org().slug())))))
                .post(prefect + "/deployments/filter")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    private List<String> secretsOf(Tenant tenant) {
        return given().contentType("application/json")
                .body(Map.of("block_documents", Map.of("name", Map.of("any_", secretNames(tenant)))))
                .post(prefect + "/block_documents/filter")
                .then()
                .statusCode(200)
                .extract()
                .path("name");
    }

    private static List<String> secretNames(Tenant tenant) {
        String slug = tenant.org().slug();
        return List.of("dbt-profile-" + slug, slug + "-airbyte-server", slug + "-git-pull-url", slug + "-dbt-draft");
    }

    private String stateOf(UUID run) {
        return given().get(prefect + "/flow_runs/" + run).path("state_type");
    }

    /** Tables with rows of the organisation; the audit log outlives it. */
    private List<String> rowsOf(Tenant tenant) {
        Stream<String> tables = rows
                .rows("select table_name::varchar from information_schema.columns"
                        + " where table_schema = current_schema() and column_name = 'org_id'")
                .stream()
                .map(row -> (String) row[0]);
        return tables.filter(table -> !table.equals("audit_entry"))
                .filter(table -> !rows.rows(
                                "select 1 from " + table + " where org_id = $1 limit 1",
                                tenant.org().id().value())
                        .isEmpty())
                .toList();
    }
}
