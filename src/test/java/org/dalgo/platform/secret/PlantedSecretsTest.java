package org.dalgo.platform.secret;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataServers;
import org.dalgo.data.TestIngest;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.data.transform.DbtProjectDraft;
import org.dalgo.data.transform.DbtProjectService;
import org.dalgo.data.warehouse.WarehouseDraft;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.WarehouseType;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.access.Caller;
import org.dalgo.testsupport.PlantedSecrets;
import org.dalgo.testsupport.TestPeople;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hands out secrets where things go wrong. That none comes back is watched behind this and every other test. */
@QuarkusTest
@TestProfile(DataProfile.class)
class PlantedSecretsTest {

    private static final Logger LOG = Logger.getLogger(PlantedSecretsTest.class);
    private static final UUID POSTGRES = UUID.fromString("25c5221d-dce2-4163-ade9-739ef790f503");

    @Inject
    TestPeople people;

    @Inject
    TestIngest ingest;

    @Inject
    WorkspaceService workspaces;

    @Inject
    WarehouseService warehouses;

    @Inject
    DbtProjectService projects;

    private OrgView org;
    private Caller manager;

    @BeforeEach
    void anOrganisation() {
        DataServers.reset();
        org = people.org();
        manager = people.caller(org, "account_manager");
        TestPeople.await(() -> workspaces.create(org.id()));
    }

    @Test
    void whatEscapesIsSeen() {
        LOG.info("a careless line about " + PlantedSecrets.GIT);
        LOG.info("a careless failure", new IllegalStateException("with " + PlantedSecrets.WAREHOUSE));

        assertThat(PlantedSecrets.drain()).hasSize(2).noneMatch(escape -> escape.contains(PlantedSecrets.GIT));
    }

    @Test
    void noSignInThatFailsRepeatsItsPassword() {
        String email = people.member(org, "account_manager");
        for (Object body : new Object[] {
            Map.of("username", email, "password", PlantedSecrets.WRONG_PASSWORD),
            Map.of("username", PlantedSecrets.WRONG_PASSWORD, "password", PlantedSecrets.WRONG_PASSWORD),
            Map.of("username", Map.of("password", PlantedSecrets.WRONG_PASSWORD), "password", 1),
            Map.of("password", PlantedSecrets.WRONG_PASSWORD),
            "{\"username\": \"" + email + "\", \"password\": \"" + PlantedSecrets.WRONG_PASSWORD,
            "[\"" + PlantedSecrets.WRONG_PASSWORD + "\"]"
        }) {
            int status = given().contentType("application/json")
                    .body(body)
                    .post("/api/v2/login/")
                    .statusCode();
            assertThat(status).isBetween(400, 499);
        }
    }

    @Test
    void noTokenIsRepeated() {
        String token = people.token(people.member(org, "account_manager"));
        for (String bad : new String[] {token + "x", token.substring(0, token.lastIndexOf('.')) + ".AAAA", token}) {
            given().header("Authorization", "Bearer " + bad)
                    .header("x-dalgo-org", "no-such-org")
                    .get("/api/currentuserv2");
        }
    }

    @Test
    void noWarehouseThatFailsTellsItsPassword() {
        assertThatThrownBy(() -> TestPeople.await(() -> warehouses.create(manager, warehouse("password"))))
                .satisfies(PlantedSecretsTest::saysNoSecret);
        DataServers.airbyteFails("destinations/create", "status");
        assertThatThrownBy(() -> TestPeople.await(() -> warehouses.create(manager, warehouse("password"))))
                .satisfies(PlantedSecretsTest::saysNoSecret);
        assertThatThrownBy(() -> TestPeople.await(() -> warehouses.create(manager, warehouse("port"))))
                .satisfies(PlantedSecretsTest::saysNoSecret);
    }

    @Test
    void noSourceTellsItsPassword() {
        String secret = PlantedSecrets.WAREHOUSE;
        RequestSpecification request = ingest.as(org, "account_manager");
        Map<String, Object> config =
                Map.of("host", "127.0.0.1", "port", 1, "database", "none", "username", "ngo", "password", secret);
        Map<String, Object> misplaced =
                Map.of("host", "127.0.0.1", "port", secret, "database", "none", "username", "ngo");
        List<Object> bodies = List.of(
                TestIngest.source("Register", TestIngest.POSTGRES, config),
                TestIngest.source("Register", TestIngest.POSTGRES, misplaced),
                TestIngest.source("Register", "no id", config),
                Map.of("name", "Register", "sourceDefId", TestIngest.POSTGRES, "config", secret),
                "{\"name\": \"Register\", \"config\": {\"password\": \"" + secret);
        for (Object body : bodies) {
            for (String path :
                    List.of("", "/check_connection", "/" + UUID.randomUUID() + "/check_connection_for_update")) {
                assertThat(request.body(body)
                                .post("/api/airbyte/sources" + path)
                                .asString())
                        .doesNotContain(secret);
            }
        }
        assertThat(request.get("/api/airbyte/sources").asString())
                .contains("Register")
                .doesNotContain(secret);
    }

    @Test
    void noRepositoryThatFailsTellsItsToken() {
        DataServers.prefectFails("/block_documents/");

        assertThatThrownBy(() -> TestPeople.await(() -> projects.create(
                        manager,
                        new DbtProjectDraft(
                                "https://git.test/ngo/dbt.git",
                                Optional.of(Secret.of(PlantedSecrets.GIT)),
                                "analytics"))))
                .satisfies(PlantedSecretsTest::saysNoSecret);
        assertThatThrownBy(() -> TestPeople.await(() -> projects.create(
                        manager,
                        new DbtProjectDraft(
                                "https://me:" + PlantedSecrets.GIT + "@git.test/dbt.git",
                                Optional.empty(),
                                "analytics"))))
                .satisfies(PlantedSecretsTest::saysNoSecret);
    }

    /** As if it were logged: with its causes. */
    private static void saysNoSecret(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        assertThat(text.toString()).doesNotContain(PlantedSecrets.WAREHOUSE, PlantedSecrets.GIT);
        LOG.info("failed as planned", failure);
    }

    private static WarehouseDraft warehouse(String place) {
        return new WarehouseDraft(
                "Warehouse",
                WarehouseType.POSTGRES,
                POSTGRES,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("host", "127.0.0.1")
                        .put("port", 1)
                        .put("database", "none")
                        .put("username", "ngo")
                        .put("password", PlantedSecrets.WAREHOUSE)
                        .put("schema", "staging")
                        .put(place, PlantedSecrets.WAREHOUSE));
    }
}
