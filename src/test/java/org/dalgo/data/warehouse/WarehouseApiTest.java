package org.dalgo.data.warehouse;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.data.ingest.connection.ConnectionDraft;
import org.dalgo.data.ingest.connection.ConnectionService;
import org.dalgo.data.ingest.source.SourceDraft;
import org.dalgo.data.ingest.source.SourceService;
import org.dalgo.data.transform.project.DbtProjectDraft;
import org.dalgo.data.transform.project.DbtProjectService;
import org.dalgo.flow.pipeline.PipelineRequest;
import org.dalgo.flow.pipeline.PipelineService;
import org.dalgo.flow.pipeline.TransformTaskService;
import org.dalgo.people.org.OrgView;
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

/** The screens that register, show, change and remove a warehouse. */
@QuarkusTest
@TestProfile(DataProfile.class)
class WarehouseApiTest {

    private static final String POSTGRES = "25c5221d-dce2-4163-ade9-739ef790f503";
    private static final UUID FAKER = UUID.fromString("dfd88b22-b603-4c3d-aad7-3701784586b1");
    private static final TestWarehouse DATABASE = TestWarehouse.open("warehouse_api");
    private static final String MASK = "**********";
    private static final String REGISTER = "/api/organizations/warehouse/";
    private static final String LIST = "/api/organizations/warehouses";
    private static final String REMOVE = "/api/v1/organizations/warehouses/";
    private static final String DESTINATIONS = "/api/airbyte/destinations/";

    @Inject
    TestPeople people;

    @Inject
    WorkspaceService workspaces;

    @Inject
    SourceService sources;

    @Inject
    ConnectionService connections;

    @Inject
    DbtProjectService projects;

    @Inject
    TransformTaskService transforms;

    @Inject
    PipelineService pipelines;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    private OrgView org;
    private Caller manager;
    private String token;
    private String workspace;
    private String password;

    @BeforeEach
    void anOrganisationWithAWorkspace() {
        DataStubServers.reset();
        org = people.org();
        manager = people.caller(org, "account_manager");
        token = people.token(manager.email());
        workspace = TestPeople.await(() -> workspaces.create(org.id())).toString();
        password = config().get("password").asText();
    }

    @Test
    void aWarehouseIsShownWithoutItsSecretsAndWithoutAskingAirbyte() {
        caller().get(LIST).then().statusCode(200).body("warehouses", empty());
        String destination = register();
        DataStubServers.airbyteFails("*", "reset", 1000);

        ValidatableResponse shown = caller().get(LIST).then().statusCode(200);
        shown.body("warehouses.wtype", contains("postgres"))
                .body("warehouses.name", contains("NGO warehouse"))
                .body("warehouses[0].airbyte_docker_repository", is("airbyte/destination-postgres"))
                .body("warehouses[0].airbyte_docker_image_tag", not(nullValue()))
                .rootPath("warehouses[0].airbyte_destination")
                .body("destinationId", is(destination))
                .body("destinationDefinitionId", is(POSTGRES))
                .body("workspaceId", is(workspace))
                .body("name", is("postgres-warehouse"))
                .body("destinationName", is("Postgres"))
                .body("containsKey('icon')", is(true))
                .body(
                        "connectionConfiguration.username",
                        is(config().get("username").asText()))
                .body("connectionConfiguration.password", is(MASK));
        assertThat(shown.extract().asString()).doesNotContain(password);
        caller().get(DESTINATIONS + destination)
                .then()
                .statusCode(200)
                .body("connectionConfiguration.password", is(MASK));
        caller().get("/api/airbyte/destinations").then().body("destinationId", contains(destination));
    }

    @Test
    void aRowFromBeforeTheCopyIsReadFromAirbyte() {
        register();
        update("update warehouse set masked_config = null, destination_name = null, icon = null,"
                + " docker_repository = null, docker_image_tag = null where org_id = $1");

        caller().get(LIST)
                .then()
                .statusCode(200)
                .body("warehouses[0].airbyte_destination.destinationName", is("Postgres"))
                .body("warehouses[0].airbyte_destination.connectionConfiguration.password", is(MASK))
                .body("warehouses[0]", hasKey("airbyte_docker_repository"));
        assertThat(value("select masked_config is null from warehouse where org_id = $1"))
                .isEqualTo(true);
    }

    @Test
    void whatIsWrongWithAWarehouseIsSaidBeforeAnythingIsMade() {
        register();
        post(REGISTER, registration()).statusCode(409);
        caller().delete(REMOVE).then().statusCode(200);

        post(REGISTER, Map.of()).statusCode(422);
        post(REGISTER, with(registration(), "wtype", "snowflake")).statusCode(400);
        post(REGISTER, with(registration(), "name", "x".repeat(101)))
                .statusCode(422)
                .body("detail[0].loc", hasItem("name"));
        post(REGISTER, with(registration(), "airbyteConfig", config().put("host", "")))
                .statusCode(422)
                .body("detail[0].loc", hasItem("airbyteConfig.host"));
        post(REGISTER, with(registration(), "destinationDefId", definition("BigQuery")))
                .statusCode(422)
                .body("detail[0].loc", hasItem("destinationDefId"));
        post(REGISTER, with(registration(), "airbyteConfig", config().put("password", "wrong")))
                .statusCode(400)
                .body("detail", startsWith("Airbyte cannot use this warehouse"));
        assertThat(DataStubServers.airbyteList("destinations/list", workspace)).doesNotContain("postgres-warehouse");
        caller().get(LIST).then().body("warehouses", empty());
    }

    @Test
    void theFormsOfferOnlyWhatCanBeAWarehouse() {
        caller().get("/api/airbyte/destination_definitions")
                .then()
                .statusCode(200)
                .body("name", containsInAnyOrder("Postgres", "BigQuery"))
                .body("destinationDefinitionId", hasItem(POSTGRES))
                .body("dockerRepository", hasItem("airbyte/destination-postgres"));
        caller().get("/api/airbyte/destination_definitions/" + POSTGRES + "/specifications")
                .then()
                .statusCode(200)
                .body("properties.password.airbyte_secret", is(true));
        caller().get("/api/airbyte/destination_definitions/" + UUID.randomUUID() + "/specifications")
                .then()
                .statusCode(404);
        caller().get(DESTINATIONS + register() + "/specifications")
                .then()
                .statusCode(200)
                .body("connectionSpecification.properties", hasKey("host"));
    }

    @Test
    void aCheckReturnsTheConnectorsResultAndChangesNothing() {
        String check = DESTINATIONS + "check_connection/";
        Map<String, Object> wanted = Map.of("name", "x", "destinationDefId", POSTGRES, "config", config());
        post(check, wanted).statusCode(200).body("status", is("succeeded"));
        post(check, with(wanted, "config", config().put("password", "wrong")))
                .statusCode(200)
                .body("status", is("failed"))
                .body("logs[0]", containsString("password authentication failed"));
        post(check, Map.of("name", "x", "config", config())).statusCode(422);
        assertThat(DataStubServers.airbyteList("destinations/list", workspace)).doesNotContain("postgres-warehouse");

        String forUpdate = DESTINATIONS + register() + "/check_connection_for_update/";
        post(forUpdate, Map.of("name", "x", "config", config().put("password", MASK)))
                .statusCode(200)
                .body("status", is("succeeded"));
        post(forUpdate, Map.of("name", "x", "config", config().put("password", "wrong")))
                .statusCode(200)
                .body("status", is("failed"));
        post(
                        DESTINATIONS + UUID.randomUUID() + "/check_connection_for_update/",
                        Map.of("name", "x", "config", config()))
                .statusCode(404);
    }

    @Test
    void aStoredSecretIsShownToNoOtherServer() {
        String destination = register();
        ObjectNode elsewhere = config().put("host", "elsewhere.test").put("password", MASK);
        ObjectNode byParameter =
                config().put("jdbc_url_params", "PGHOST=elsewhere.test").put("password", MASK);
        ObjectNode tunnel = config().put("password", MASK);
        tunnel.putObject("tunnel_method")
                .put("tunnel_method", "SSH_PASSWORD_AUTH")
                .put("tunnel_host", "elsewhere.test");

        for (ObjectNode config : List.of(elsewhere, byParameter, tunnel)) {
            post(DESTINATIONS + destination + "/check_connection_for_update/", Map.of("name", "x", "config", config))
                    .statusCode(422)
                    .body("detail[0].loc", hasItem("config.password"));
            put(destination, Map.of("name", "x", "config", config))
                    .statusCode(422)
                    .body("detail[0].loc", hasItem("config.password"));
        }
        caller().get(LIST).then().body("warehouses[0].name", is("NGO warehouse"));
    }

    @Test
    void aChangeKeepsMaskedSecretsDropsWhatIsLeftOutAndReachesDbt() {
        String destination = register();
        TestPeople.await(() -> projects.create(manager, project()));
        ObjectNode config = config().put("password", MASK).put("jdbc_url_params", MASK);
        config.remove("schema");
        config.put("schema", "raw");

        put(destination, Map.of("name", "Renamed", "destinationDefId", POSTGRES, "config", config))
                .statusCode(200)
                .body("destinationId", is(destination));

        caller().get(LIST)
                .then()
                .body("warehouses[0].name", is("Renamed"))
                .body("warehouses[0].airbyte_destination.connectionConfiguration.schema", is("raw"))
                .body("warehouses[0].airbyte_destination.connectionConfiguration", not(hasKey("jdbc_url_params")));
        assertThat(DataStubServers.secrets().get(DataStubServers.secrets().size() - 1))
                .contains("dbt-profile-" + org.slug(), "analytics", password)
                .doesNotContain(MASK);
        // Airbyte has the password, too.
        post(DESTINATIONS + destination + "/check_connection_for_update/", Map.of("name", "x", "config", config))
                .body("status", is("succeeded"));
        people.audit(org, "warehouse").body("entries.action", contains("update", "create"));
    }

    @Test
    void aChangeThatFailsChangesNothing() {
        String destination = register();
        Map<String, Object> change = Map.of("name", "Renamed", "config", config().put("schema", "raw"));
        DataStubServers.prefectFails("/block_documents/");

        put(destination, change).statusCode(502).body("detail", containsString("Prefect"));

        caller().get(LIST).then().body("warehouses[0].name", is("NGO warehouse"));
        assertThat(DataStubServers.airbyteList("destinations/list", workspace))
                .contains("staging")
                .doesNotContain("\"raw\"");
        put(destination, with(change, "config", config().put("password", "wrong")))
                .statusCode(400);
        put(destination, with(change, "destinationDefId", definition("BigQuery")))
                .statusCode(422);
        put(UUID.randomUUID().toString(), change).statusCode(404);
        put("no-uuid", change).statusCode(404);
    }

    @Test
    void nothingIsChangedOrRemovedWhileSomethingRuns() {
        String destination = register();
        connect();
        lock();

        put(destination, Map.of("name", "x", "config", config()))
                .statusCode(409)
                .body("detail", containsString(manager.email()));
        caller().delete(REMOVE).then().statusCode(409);
        assertThat(count("deployment")).isEqualTo(2);
    }

    @Test
    void aWarehouseTakesWithItWhatIsOfNoUseWithoutIt() {
        register();
        UUID connection = connect();
        TestPeople.await(() -> projects.create(manager, project()));
        TestPeople.await(() -> transforms.setUp(manager));
        TestPeople.await(() -> pipelines.create(
                manager,
                new PipelineRequest(
                        "nightly",
                        List.of(new PipelineRequest.Connection(connection.toString(), 0)),
                        "30 1 * * *",
                        List.of(),
                        false)));

        caller().delete(REMOVE).then().statusCode(200).body("success", equalTo(1));

        for (String table : List.of("warehouse", "connection", "dbt_project", "deployment", "org_task")) {
            assertThat(count(table)).as(table).isZero();
        }
        assertThat(count("source")).isEqualTo(1);
        assertThat(DataStubServers.airbyteList("destinations/list", workspace)).doesNotContain("postgres-warehouse");
        assertThat(DataStubServers.airbyteList("connections/list", workspace)).doesNotContain(connection.toString());
        // dbt's profile, the token of the repository and the draft of the project.
        assertThat(DataStubServers.deletedInPrefect("block_documents")).isEqualTo(3);
        caller().get(LIST).then().body("warehouses", empty());
        people.audit(org, "connection").body("entries.action", contains("delete", "create"));
        people.audit(org, "dbt").body("entries[0].action", is("delete"));
        people.audit(org, "warehouse").body("entries.action", contains("delete", "create"));
        caller().delete(REMOVE).then().statusCode(404);
        register();
    }

    @Test
    void aFailedRemovalContinuesWithTheNextRequest() {
        register();
        connect();
        DataStubServers.airbyteFails("connections/delete", "status", 1000);

        caller().delete(REMOVE).then().statusCode(502).body("detail", containsString("Airbyte"));
        caller().get(LIST).then().body("warehouses.name", contains("NGO warehouse"));

        DataStubServers.airbyteWorks();
        caller().delete(REMOVE).then().statusCode(200);
        assertThat(count("connection")).isZero();
    }

    @Test
    void theWarehouseOfOthersDoesNotExist() {
        String destination = register();
        OrgView others = people.org();
        Caller stranger = people.caller(others, "account_manager");
        TestPeople.await(() -> workspaces.create(others.id()));
        RequestSpecification theirs = as(people.token(stranger.email()), others);
        Map<String, Object> body = Map.of("name", "x", "config", config());

        given().spec(theirs).get(DESTINATIONS + destination).then().statusCode(404);
        given().spec(theirs)
                .get(DESTINATIONS + destination + "/specifications")
                .then()
                .statusCode(404);
        given().spec(theirs)
                .body(body)
                .put("/api/airbyte/v1/destinations/" + destination + "/")
                .then()
                .statusCode(404);
        given().spec(theirs)
                .body(body)
                .post(DESTINATIONS + destination + "/check_connection_for_update/")
                .then()
                .statusCode(404);
        given().spec(theirs).delete(REMOVE).then().statusCode(404);
        caller().get(LIST).then().body("warehouses.name", contains("NGO warehouse"));
    }

    private String register() {
        return post(REGISTER, registration()).statusCode(200).extract().path("destinationId");
    }

    private Map<String, Object> registration() {
        return Map.of(
                "wtype", "postgres", "name", "NGO warehouse", "destinationDefId", POSTGRES, "airbyteConfig", config());
    }

    private String definition(String name) {
        return caller().get("/api/airbyte/destination_definitions")
                .path("find { it.name == '" + name + "' }.destinationDefinitionId");
    }

    private UUID connect() {
        ObjectNode faker =
                JsonNodeFactory.instance.objectNode().put("count", 10).put("seed", 1);
        UUID source = TestPeople.await(() -> sources.create(manager, new SourceDraft("Faker", FAKER, faker)))
                .sourceId();
        Catalog catalog = TestPeople.await(() -> connections.discover(org.id(), source));
        StreamConfiguration users =
                StreamConfiguration.of(new StreamKey("users", Optional.empty()), "full_refresh", "overwrite");
        return TestPeople.await(() -> connections.create(
                        manager, new ConnectionDraft("Sync", source, catalog, List.of(users), "staging")))
                .connectionId();
    }

    private void lock() {
        update("with r as (insert into run (org_id, deployment_id, prefect_deployment_id, prefect_flow_run_id,"
                + " name, state_type, state_name,"
                + " dispatch, account_id) select org_id, id, prefect_deployment_id, gen_random_uuid(),"
                + " 'otter', 'RUNNING', 'Running',"
                + " 'sent', (select id from account where email = '" + manager.email() + "')"
                + " from deployment where org_id = $1 limit 1 returning *)"
                + " insert into task_lock (org_task_id, org_id, run_id, deployment_id, account_id, expires_at)"
                + " select t.org_task_id, r.org_id, r.id, r.deployment_id, r.account_id, now() +"
                + " interval '10 minutes'"
                + " from r join deployment_task t on t.deployment_id = r.deployment_id");
    }

    private ValidatableResponse post(String path, Map<String, Object> body) {
        return caller().body(body).post(path).then();
    }

    private ValidatableResponse put(String destination, Map<String, Object> body) {
        return caller().body(body)
                .put("/api/airbyte/v1/destinations/" + destination + "/")
                .then();
    }

    private RequestSpecification caller() {
        return given().spec(as(token, org));
    }

    private static RequestSpecification as(String token, OrgView org) {
        return new RequestSpecBuilder()
                .addHeader("Authorization", "Bearer " + token)
                .addHeader("x-dalgo-org", org.slug())
                .setContentType("application/json")
                .build();
    }

    private static Map<String, Object> with(Map<String, Object> body, String field, Object value) {
        Map<String, Object> changed = new java.util.HashMap<>(body);
        changed.put(field, value);
        return changed;
    }

    private static ObjectNode config() {
        return DATABASE.config().deepCopy();
    }

    private static DbtProjectDraft project() {
        return new DbtProjectDraft("https://git.test/ngo/dbt.git", Optional.of(Secret.of("to/ken")), "analytics");
    }

    private long count(String table) {
        return ((Number) value("select count(*) from " + table + " where org_id = $1")).longValue();
    }

    private Object value(String query) {
        return TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(), () -> TestRows.first(sql, query, org.id().value())))[0];
    }

    private void update(String statement) {
        TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(), () -> sql.update(statement, org.id().value())));
    }
}
