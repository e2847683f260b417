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
import org.dalgo.data.DataStubServers;
import org.dalgo.data.IngestFixture;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.data.transform.project.DbtProjectDraft;
import org.dalgo.data.transform.project.DbtProjectService;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.destination.WarehouseDraft;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.security.Caller;
import org.dalgo.testsupport.CanarySecrets;
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
    IngestFixture ingest;

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
        DataStubServers.reset();
        org = people.org();
        manager = people.caller(org, "account_manager");
        TestPeople.await(() -> workspaces.create(org.id()));
    }

    @Test
    void whatEscapesIsSeen() {
        LOG.info("a careless line about " + CanarySecrets.GIT);
        LOG.info("a careless failure", new IllegalStateException("with " + CanarySecrets.WAREHOUSE));

        assertThat(CanarySecrets.drain()).hasSize(2).noneMatch(escape -> escape.contains(CanarySecrets.GIT));
    }

    @Test
    void noSignInThatFailsRepeatsItsPassword() {
        String email = people.member(org, "account_manager");
        for (Object body : new Object[] {
            Map.of("username", email, "password", CanarySecrets.WRONG_PASSWORD),
            Map.of("username", CanarySecrets.WRONG_PASSWORD, "password", CanarySecrets.WRONG_PASSWORD),
            Map.of("username", Map.of("password", CanarySecrets.WRONG_PASSWORD), "password", 1),
            Map.of("password", CanarySecrets.WRONG_PASSWORD),
            "{\"username\": \"" + email + "\", \"password\": \"" + CanarySecrets.WRONG_PASSWORD,
            "[\"" + CanarySecrets.WRONG_PASSWORD + "\"]"
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
    void noFailingWarehouseExposesItsPassword() {
        assertThatThrownBy(() -> TestPeople.await(() -> warehouses.create(manager, warehouse("password"))))
                .satisfies(PlantedSecretsTest::saysNoSecret);
        DataStubServers.airbyteFails("destinations/create", "status");
        assertThatThrownBy(() -> TestPeople.await(() -> warehouses.create(manager, warehouse("password"))))
                .satisfies(PlantedSecretsTest::saysNoSecret);
        assertThatThrownBy(() -> TestPeople.await(() -> warehouses.create(manager, warehouse("port"))))
                .satisfies(PlantedSecretsTest::saysNoSecret);
    }

    @Test
    void noSourceExposesItsPassword() {
        String secret = CanarySecrets.WAREHOUSE;
        RequestSpecification request = ingest.as(org, "account_manager");
        Map<String, Object> config =
                Map.of("host", "127.0.0.1", "port", 1, "database", "none", "username", "ngo", "password", secret);
        Map<String, Object> misplaced =
                Map.of("host", "127.0.0.1", "port", secret, "database", "none", "username", "ngo");
        List<Object> bodies = List.of(
                IngestFixture.source("Register", IngestFixture.POSTGRES, config),
                IngestFixture.source("Register", IngestFixture.POSTGRES, misplaced),
                IngestFixture.source("Register", "no id", config),
                Map.of("name", "Register", "sourceDefId", IngestFixture.POSTGRES, "config", secret),
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
    void noFailingRepositoryExposesItsToken() {
        DataStubServers.prefectFails("/block_documents/");

        assertThatThrownBy(() -> TestPeople.await(() -> projects.create(
                        manager,
                        new DbtProjectDraft(
                                "https://git.test/ngo/dbt.git",
                                Optional.of(Secret.of(CanarySecrets.GIT)),
                                "analytics"))))
                .satisfies(PlantedSecretsTest::saysNoSecret);
        assertThatThrownBy(() -> TestPeople.await(() -> projects.create(
                        manager,
                        new DbtProjectDraft(
                                "https://me:" + CanarySecrets.GIT + "@git.test/dbt.git",
                                Optional.empty(),
                                "analytics"))))
                .satisfies(PlantedSecretsTest::saysNoSecret);
    }

    /** As if it were logged: with its causes. */
    private static void saysNoSecret(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        assertThat(text.toString()).doesNotContain(CanarySecrets.WAREHOUSE, CanarySecrets.GIT);
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
                        .put("password", CanarySecrets.WAREHOUSE)
                        .put("schema", "staging")
                        .put(place, CanarySecrets.WAREHOUSE));
    }
}
