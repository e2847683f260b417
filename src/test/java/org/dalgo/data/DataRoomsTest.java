package org.dalgo.data;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.data.ingest.ConnectionDraft;
import org.dalgo.data.ingest.ConnectionService;
import org.dalgo.data.ingest.SourceDraft;
import org.dalgo.data.ingest.SourceService;
import org.dalgo.data.ingest.SourceView;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.data.transform.DbtProjectDraft;
import org.dalgo.data.transform.DbtProjectService;
import org.dalgo.data.warehouse.WarehouseDraft;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.WarehouseType;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.secret.Secret;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.TestPeople;
import org.dalgo.upstream.airbyte.Catalog;
import org.dalgo.upstream.airbyte.StreamChoice;
import org.dalgo.upstream.airbyte.StreamKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(DataProfile.class)
class DataRoomsTest {

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
    Door door;

    @Inject
    Sql sql;

    private OrgView org;
    private String workspace;

    @BeforeEach
    void anOrganisationWithAWorkspace() {
        DataServers.reset();
        org = people.org();
        workspace = TestPeople.await(() -> workspaces.create(org.id())).toString();
    }

    @Test
    void aWorkspaceIsMadeOnceAndWorkersAreToldWhereAirbyteIs() {
        assertThat(TestPeople.await(() -> workspaces.create(org.id()))).hasToString(workspace);
        assertThat(DataServers.secrets().get(0))
                .contains(org.slug() + "-airbyte-server")
                .contains(DataServers.airbyteUrl())
                .contains("none");
    }

    @Test
    void aWarehouseIsADestinationARowAndAProfile() {
        var made = TestPeople.await(() -> warehouses.create(org.id(), warehouse()));

        assertThat(DataServers.airbyteList("destinations/list", workspace))
                .contains(made.destination().toString());
        assertThat(made.profileSecret()).isEqualTo("dbt-profile-" + org.slug());
        String profile = DataServers.secrets().get(1);
        assertThat(profile).contains("wtype").contains("staging").contains("dbt-profile-" + org.slug());
    }

    @Test
    void theCurrentUserIsToldOfANewWarehouseAtOnce() {
        String token = people.token(people.member(org, "account_manager"));
        assertThat(warehouseTypeToldTo(token)).isNull();

        TestPeople.await(() -> warehouses.create(org.id(), warehouse()));

        assertThat(warehouseTypeToldTo(token)).isEqualTo("postgres");
    }

    private static String warehouseTypeToldTo(String token) {
        return given().auth().oauth2(token).get("/api/currentuserv2").path("[0].wtype");
    }

    @Test
    void storedCredentialsCannotBeRead() {
        WarehouseDraft draft = warehouse();
        TestPeople.await(() -> warehouses.create(org.id(), draft));

        Object stored = rows("select encode(credentials, 'escape') from warehouse where org = $1")
                .get(0)[0];
        assertThat(stored.toString())
                .doesNotContain(draft.config().get("password").asText());
        assertThat(draft.toString())
                .doesNotContain(draft.config().get("password").asText());
    }

    @Test
    void aSecondWarehouseIsRefused() {
        TestPeople.await(() -> warehouses.create(org.id(), warehouse()));

        Failure refused = failure(() -> TestPeople.await(() -> warehouses.create(org.id(), warehouse())));
        assertThat(refused.problem()).isEqualTo(Problem.BAD_REQUEST);
        assertThat(count("warehouse")).isEqualTo(1);
    }

    @Test
    void aWarehouseThatAirbyteCannotReachIsRefusedWithItsWords() {
        ObjectNode config = warehouse().config().put("password", "wrong");

        Failure refused = failure(() -> TestPeople.await(() -> warehouses.create(
                org.id(), new WarehouseDraft("Warehouse", WarehouseType.POSTGRES, POSTGRES, config))));
        assertThat(refused.problem()).isEqualTo(Problem.BAD_REQUEST);
        assertThat(refused.detail()).startsWith("Airbyte cannot use this warehouse");
        assertThat(count("warehouse")).isZero();
    }

    @Test
    void nothingIsLeftOfAWarehouseWhoseProfileCannotBeStored() {
        DataServers.prefectFails("/block_documents/");

        UpstreamFailure failed =
                (UpstreamFailure) failure(() -> TestPeople.await(() -> warehouses.create(org.id(), warehouse())));
        assertThat(failed.system()).isEqualTo("Prefect");
        assertThat(count("warehouse")).isZero();
        assertThat(DataServers.airbyteList("destinations/list", workspace)).doesNotContain("postgres-warehouse");
    }

    @Test
    void nothingIsLeftOfAWarehouseThatAirbyteDoesNotTake() {
        DataServers.airbyteFails("destinations/create", "status");

        assertThatThrownBy(() -> TestPeople.await(() -> warehouses.create(org.id(), warehouse())))
                .isInstanceOf(UpstreamFailure.class);
        assertThat(count("warehouse")).isZero();
        TestPeople.await(() -> warehouses.create(org.id(), warehouse()));
        assertThat(count("warehouse")).isEqualTo(1);
    }

    @Test
    void aSourcesNameIsTakenHoweverItIsCapitalised() {
        TestPeople.await(() -> sources.create(org.id(), source("स्रोत A")));

        Failure refused = failure(() -> TestPeople.await(() -> sources.create(org.id(), source("स्रोत a"))));
        assertThat(refused.problem()).isEqualTo(Problem.BAD_REQUEST);
        assertThat(count("source")).isEqualTo(1);
    }

    @Test
    void aConnectionBecomesRunnable() {
        TestPeople.await(() -> warehouses.create(org.id(), warehouse()));
        ConnectionDraft draft = connection();
        var made = TestPeople.await(() -> connections.create(org.id(), draft));

        assertThat(DataServers.airbyteList("connections/list", workspace))
                .contains(made.connectionId().toString());
        assertThat(count("org_task")).isEqualTo(2);
        assertThat(count("deployment")).isEqualTo(2);
        assertThat(DataServers.deployments().get(0))
                .contains(made.connectionId().toString())
                .contains(org.slug() + "-airbyte-server");
    }

    @Test
    void nothingIsLeftOfAConnectionThatCannotBeMadeRunnable() {
        TestPeople.await(() -> warehouses.create(org.id(), warehouse()));
        ConnectionDraft draft = connection();
        DataServers.prefectFails("/deployments/");

        assertThatThrownBy(() -> TestPeople.await(() -> connections.create(org.id(), draft)))
                .isInstanceOf(UpstreamFailure.class);
        assertThat(count("connection")).isZero();
        assertThat(count("org_task")).isZero();
        assertThat(count("deployment")).isZero();
        assertThat(DataServers.airbyteList("connections/list", workspace)).doesNotContain("Sync");
    }

    @Test
    void aConnectionNeedsAWarehouseAndASourceOfTheOrganisation() {
        ConnectionDraft draft = connection();
        assertThat(failure(() -> TestPeople.await(() -> connections.create(org.id(), draft)))
                        .detail())
                .isEqualTo("set up a warehouse first");

        OrgView other = people.org();
        assertThat(failure(() -> TestPeople.await(() -> connections.create(other.id(), draft)))
                        .problem())
                .isEqualTo(Problem.NOT_FOUND);
    }

    @Test
    void aDbtProjectTellsItsSettingsAndKeepsItsTokenSealed() {
        TestPeople.await(() -> warehouses.create(org.id(), warehouse()));
        TestPeople.await(() -> projects.create(org.id(), project("https://git.test/ngo/dbt.git", "to/ken")));

        var settings = TestPeople.await(() -> door.enter(org.id(), () -> projects.find(org.id())))
                .orElseThrow();
        assertThat(settings.folder()).isEqualTo(org.slug() + "/dbtrepo");
        assertThat(settings.repositoryUrl()).isNull();
        assertThat(settings.repositorySecret()).isEqualTo(org.slug() + "-git-pull-url");
        assertThat(settings.profileSecret()).isEqualTo("dbt-profile-" + org.slug());
        assertThat(DataServers.secrets())
                .anyMatch(body -> body.contains("https://oauth2:to%2Fken@git.test/ngo/dbt.git"));
        assertThat(DataServers.secrets()).anyMatch(body -> body.contains("analytics"));
        assertThat(rows("select git_url || encode(access_token, 'escape') from dbt_project where org = $1")
                        .get(0)[0]
                        .toString())
                .doesNotContain("to/ken");
    }

    @Test
    void nothingIsLeftOfADbtProjectWhoseSecretsCannotBeStored() {
        TestPeople.await(() -> warehouses.create(org.id(), warehouse()));
        DataServers.prefectFails("/block_documents/");

        assertThatThrownBy(() -> TestPeople.await(
                        () -> projects.create(org.id(), project("https://git.test/ngo/dbt.git", "token"))))
                .isInstanceOf(UpstreamFailure.class);
        assertThat(count("dbt_project")).isZero();
    }

    private ConnectionDraft connection() {
        SourceView source = TestPeople.await(() -> sources.create(org.id(), source("Faker")));
        Catalog catalog = TestPeople.await(() -> connections.discover(org.id(), source.sourceId()));
        StreamChoice users = StreamChoice.of(new StreamKey("users", Optional.empty()), "full_refresh", "overwrite");
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
        return ((Number) rows("select count(*) from " + table + " where org = $1")
                        .get(0)[0])
                .longValue();
    }

    private List<Object[]> rows(String query) {
        return TestPeople.await(
                () -> door.enter(org.id(), () -> sql.select(query, org.id().value())));
    }
}
