package org.dalgo.data;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.data.ingest.connection.ConnectionDraft;
import org.dalgo.data.ingest.connection.ConnectionService;
import org.dalgo.data.ingest.source.SourceDraft;
import org.dalgo.data.ingest.source.SourceService;
import org.dalgo.data.ingest.source.SourceView;
import org.dalgo.data.transform.project.DbtProjectDraft;
import org.dalgo.data.transform.project.DbtProjectService;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.destination.WarehouseDraft;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.TestPeople;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.dalgo.upstream.airbyte.catalog.StreamConfiguration;
import org.dalgo.upstream.airbyte.catalog.StreamKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(DataProfile.class)
class DataSetUpTest {

    private static final UUID POSTGRES = UUID.fromString("25c5221d-dce2-4163-ade9-739ef790f503");
    private static final UUID FAKER = UUID.fromString("dfd88b22-b603-4c3d-aad7-3701784586b1");

    @Inject
    TestPeople people;

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
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    private OrgView org;
    private Caller manager;
    private String workspace;

    @BeforeEach
    void anOrganisationWithAWorkspace() {
        DataStubServers.reset();
        org = people.org();
        manager = people.caller(org, "account_manager");
        workspace = TestPeople.await(() -> workspaces.create(org.id())).toString();
    }

    @Test
    void aWorkspaceIsCreatedOnceAndWorkersGetAirbytesAddress() {
        assertThat(TestPeople.await(() -> workspaces.create(org.id()))).hasToString(workspace);
        assertThat(DataStubServers.secrets().get(0))
                .contains(org.slug() + "-airbyte-server")
                .contains(DataStubServers.airbyteUrl())
                .contains("none");
    }

    @Test
    void aWarehouseIsADestinationARowAndAProfile() {
        var made = TestPeople.await(() -> warehouses.create(manager, warehouse()));

        assertThat(DataStubServers.airbyteList("destinations/list", workspace))
                .contains(made.destination().toString());
        assertThat(made.profileSecret()).isEqualTo("dbt-profile-" + org.slug());
        String profile = DataStubServers.secrets().get(1);
        assertThat(profile).contains("wtype").contains("staging").contains("dbt-profile-" + org.slug());
    }

    @Test
    void theCurrentUserShowsANewWarehouseAtOnce() {
        String token = people.token(people.member(org, "account_manager"));
        assertThat(warehouseTypeOf(token)).isNull();

        TestPeople.await(() -> warehouses.create(manager, warehouse()));

        assertThat(warehouseTypeOf(token)).isEqualTo("postgres");
    }

    private static String warehouseTypeOf(String token) {
        return given().auth().oauth2(token).get("/api/currentuserv2").path("[0].wtype");
    }

    @Test
    void storedCredentialsCannotBeRead() {
        WarehouseDraft draft = warehouse();
        TestPeople.await(() -> warehouses.create(manager, draft));

        Object stored = rows("select encode(credentials, 'escape') from warehouse where org_id = $1")
                .get(0)[0];
        assertThat(stored.toString())
                .doesNotContain(draft.config().get("password").asText());
        assertThat(draft.toString())
                .doesNotContain(draft.config().get("password").asText());
    }

    @Test
    void aSecondWarehouseIsRefused() {
        TestPeople.await(() -> warehouses.create(manager, warehouse()));

        Failure refused = failure(() -> TestPeople.await(() -> warehouses.create(manager, warehouse())));
        assertThat(refused.problem()).isEqualTo(Problem.CONFLICT);
        assertThat(count("warehouse")).isEqualTo(1);
    }

    @Test
    void aWarehouseThatAirbyteCannotReachIsRefusedWithItsWords() {
        ObjectNode config = warehouse().config().put("password", "wrong");

        Failure refused = failure(() -> TestPeople.await(() ->
                warehouses.create(manager, new WarehouseDraft("Warehouse", WarehouseType.POSTGRES, POSTGRES, config))));
        assertThat(refused.problem()).isEqualTo(Problem.BAD_REQUEST);
        assertThat(refused.detail()).startsWith("Airbyte cannot use this warehouse");
        assertThat(count("warehouse")).isZero();
    }

    @Test
    void nothingIsLeftOfAWarehouseWhoseProfileCannotBeStored() {
        DataStubServers.prefectFails("/block_documents/");

        UpstreamFailure failed =
                (UpstreamFailure) failure(() -> TestPeople.await(() -> warehouses.create(manager, warehouse())));
        assertThat(failed.system()).isEqualTo("Prefect");
        assertThat(count("warehouse")).isZero();
        assertThat(DataStubServers.airbyteList("destinations/list", workspace)).doesNotContain("postgres-warehouse");
    }

    @Test
    void nothingIsLeftOfAWarehouseThatAirbyteDoesNotTake() {
        DataStubServers.airbyteFails("destinations/create", "status");

        assertThatThrownBy(() -> TestPeople.await(() -> warehouses.create(manager, warehouse())))
                .isInstanceOf(UpstreamFailure.class);
        assertThat(count("warehouse")).isZero();
        TestPeople.await(() -> warehouses.create(manager, warehouse()));
        assertThat(count("warehouse")).isEqualTo(1);
    }

    @Test
    void aSourcesNameIsTakenHoweverItIsCapitalised() {
        TestPeople.await(() -> sources.create(manager, source("स्रोत A")));

        Failure refused = failure(() -> TestPeople.await(() -> sources.create(manager, source("स्रोत a"))));
        assertThat(refused.problem()).isEqualTo(Problem.BAD_REQUEST);
        assertThat(count("source")).isEqualTo(1);
    }

    @Test
    void aConnectionBecomesRunnable() {
        TestPeople.await(() -> warehouses.create(manager, warehouse()));
        ConnectionDraft draft = connection();
        var made = TestPeople.await(() -> connections.create(manager, draft));

        assertThat(DataStubServers.airbyteList("connections/list", workspace))
                .contains(made.connectionId().toString());
        assertThat(count("org_task")).isEqualTo(2);
        assertThat(count("deployment")).isEqualTo(2);
        assertThat(DataStubServers.deployments().get(0))
                .contains(made.connectionId().toString())
                .contains(org.slug() + "-airbyte-server");
    }

    @Test
    void nothingIsLeftOfAConnectionThatCannotBeMadeRunnable() {
        TestPeople.await(() -> warehouses.create(manager, warehouse()));
        ConnectionDraft draft = connection();
        DataStubServers.prefectFails("/deployments/");

        assertThatThrownBy(() -> TestPeople.await(() -> connections.create(manager, draft)))
                .isInstanceOf(UpstreamFailure.class);
        assertThat(count("connection")).isZero();
        assertThat(count("org_task")).isZero();
        assertThat(count("deployment")).isZero();
        assertThat(DataStubServers.airbyteList("connections/list", workspace)).doesNotContain("Sync");
    }

    @Test
    void whoSetsUpWhatIsWrittenDown() {
        TestPeople.await(() -> warehouses.create(manager, warehouse()));
        ConnectionDraft draft = connection();
        var made = TestPeople.await(() -> connections.create(manager, draft));
        TestPeople.await(() -> projects.create(manager, project("https://git.test/ngo/dbt.git", "to/ken")));

        entries("warehouse").body("details.name", contains("Warehouse")).body("details.type", contains("postgres"));
        entries("data_source")
                .body("resource_id", contains(draft.source().toString()))
                .body("details.name", contains("Faker"));
        entries("connection")
                .body("resource_id", contains(made.connectionId().toString()))
                .body("details.name", contains("Sync"));
        entries("dbt")
                .body("details.repository", contains("https://git.test/ngo/dbt.git"))
                .body("details.schema", contains("analytics"));
        entries("dbt_task").body("", empty());
    }

    @Test
    void whatIsRefusedIsNotWrittenDown() {
        DataStubServers.airbyteFails("destinations/create", "status");
        assertThatThrownBy(() -> TestPeople.await(() -> warehouses.create(manager, warehouse())))
                .isInstanceOf(UpstreamFailure.class);
        DataStubServers.airbyteFails("sources/create", "status");
        assertThatThrownBy(() -> TestPeople.await(() -> sources.create(manager, source("Faker"))))
                .isInstanceOf(UpstreamFailure.class);

        people.audit(org, "warehouse").body("entries", empty());
        people.audit(org, "data_source").body("entries", empty());
    }

    @Test
    void whatIsTakenBackIsWrittenDownAsWell() {
        DataStubServers.prefectFails("/block_documents/");
        assertThatThrownBy(() -> TestPeople.await(() -> warehouses.create(manager, warehouse())))
                .isInstanceOf(UpstreamFailure.class);

        people.audit(org, "warehouse")
                .body("entries.action", contains("delete", "create"))
                .body("entries.actor", everyItem(is(manager.email())))
                .body("entries[0].details.reason", is("a later step of its creation failed"));
    }

    @Test
    void aConnectionNeedsAWarehouseAndASourceOfTheOrganisation() {
        ConnectionDraft draft = connection();
        assertThat(failure(() -> TestPeople.await(() -> connections.create(manager, draft)))
                        .detail())
                .isEqualTo("set up a warehouse first");

        OrgView other = people.org();
        Caller stranger = people.caller(other, "account_manager");
        assertThat(failure(() -> TestPeople.await(() -> connections.create(stranger, draft)))
                        .problem())
                .isEqualTo(Problem.NOT_FOUND);
    }

    @Test
    void aDbtProjectShowsItsSettingsAndSealsItsToken() {
        TestPeople.await(() -> warehouses.create(manager, warehouse()));
        TestPeople.await(() -> projects.create(manager, project("https://git.test/ngo/dbt.git", "to/ken")));

        var settings = TestPeople.await(() -> tenantTransactions.inOrg(org.id(), () -> projects.find(org.id())))
                .orElseThrow();
        assertThat(settings.folder()).isEqualTo(org.slug() + "/dbtrepo");
        assertThat(settings.repositoryUrl()).isNull();
        assertThat(settings.repositorySecret()).isEqualTo(org.slug() + "-git-pull-url");
        assertThat(settings.profileSecret()).isEqualTo("dbt-profile-" + org.slug());
        assertThat(DataStubServers.secrets())
                .anyMatch(body -> body.contains("https://oauth2:to%2Fken@git.test/ngo/dbt.git"));
        assertThat(DataStubServers.secrets()).anyMatch(body -> body.contains("analytics"));
        assertThat(rows("select git_url || encode(access_token, 'escape') from dbt_project where org_id = $1")
                        .get(0)[0]
                        .toString())
                .doesNotContain("to/ken");
    }

    @Test
    void nothingIsLeftOfADbtProjectWhoseSecretsCannotBeStored() {
        TestPeople.await(() -> warehouses.create(manager, warehouse()));
        DataStubServers.prefectFails("/block_documents/");

        assertThatThrownBy(() -> TestPeople.await(
                        () -> projects.create(manager, project("https://git.test/ngo/dbt.git", "token"))))
                .isInstanceOf(UpstreamFailure.class);
        assertThat(count("dbt_project")).isZero();
    }

    /** The entries of that type, all of which are creations. */
    private ValidatableResponse entries(String type) {
        return people.audit(org, type)
                .body("entries.action", everyItem(is("create")))
                .body("entries.actor", everyItem(is(manager.email())))
                .rootPath("entries");
    }

    private ConnectionDraft connection() {
        SourceView source = TestPeople.await(() -> sources.create(manager, source("Faker")));
        Catalog catalog = TestPeople.await(() -> connections.discover(org.id(), source.sourceId()));
        StreamConfiguration users =
                StreamConfiguration.of(new StreamKey("users", Optional.empty()), "full_refresh", "overwrite");
        return new ConnectionDraft("Sync", source.sourceId(), catalog, List.of(users), "staging");
    }

    private static WarehouseDraft warehouse() {
        return new WarehouseDraft(
                "Warehouse",
                WarehouseType.POSTGRES,
                POSTGRES,
                TestWarehouse.open("data_rooms").config());
    }

    private static SourceDraft source(String name) {
        return new SourceDraft(
                name,
                FAKER,
                JsonNodeFactory.instance.objectNode().put("count", 10).put("seed", 1));
    }

    private static DbtProjectDraft project(String url, String token) {
        return new DbtProjectDraft(url, Optional.of(Secret.of(token)), "analytics");
    }

    private static Failure failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
        return catchThrowableOfType(Failure.class, work);
    }

    private long count(String table) {
        return ((Number) rows("select count(*) from " + table + " where org_id = $1")
                        .get(0)[0])
                .longValue();
    }

    private List<Object[]> rows(String query) {
        return TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(), () -> TestRows.select(sql, query, org.id().value())));
    }
}
