package org.dalgo.data.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.data.IngestFixture;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.Permission;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(DataProfile.class)
class SourceApiTest {

    private static final String STARS = "**********";

    @Inject
    IngestFixture ingest;

    @Inject
    TestPeople people;

    @Inject
    SourceCheckCommand checks;

    @Inject
    SchemaDiscoveryService schemaDiscoveryService;

    private OrgView org;
    private RequestSpecification manager;

    @BeforeEach
    void anOrganisationWithAWorkspace() {
        DataStubServers.reset();
        org = ingest.org();
        manager = ingest.as(org, "account_manager");
    }

    @Test
    void kindsOfSourceAreOfferedWithoutThoseThatTheInstallationHides() {
        manager.get("/api/airbyte/source_definitions")
                .then()
                .statusCode(200)
                .body("name", hasItem("Google Sheets"))
                .body("name", hasItem("KoboToolbox"))
                .body("dockerRepository", not(hasItem("sandbox/source-greythr")))
                .body("find { it.name == 'Google Sheets' }.sourceDefinitionId", is(IngestFixture.SHEETS))
                .body("[0]", hasKey("icon"))
                .body("[0]", hasKey("dockerImageTag"));

        manager.get("/api/airbyte/source_definitions/" + IngestFixture.POSTGRES + "/specifications")
                .then()
                .statusCode(200)
                .body("properties.password.airbyte_secret", is(true))
                .body("properties", not(hasKey("__injected_declarative_manifest")));
        for (String unknown : List.of(UUID.randomUUID().toString(), "x")) {
            manager.get("/api/airbyte/source_definitions/" + unknown + "/specifications")
                    .then()
                    .statusCode(404);
        }
        OrgView without = people.org();
        ingest.as(without, "account_manager")
                .get("/api/airbyte/source_definitions")
                .then()
                .statusCode(400);
    }

    @Test
    void aSourceIsListedFromOurOwnRowsWithItsSecretsMasked() {
        Map<String, Object> config = postgres();
        String id = add("Register", IngestFixture.POSTGRES, config);
        DataStubServers.airbyteFails("sources/list", "status", 3);
        DataStubServers.airbyteFails("sources/get", "status", 3);

        manager.get("/api/airbyte/sources")
                .then()
                .statusCode(200)
                .body("sourceId", contains(id))
                .body("[0].name", is("Register"))
                .body("[0].sourceName", is("Postgres"))
                .body("[0].sourceDefinitionId", is(IngestFixture.POSTGRES))
                .body("[0]", hasKey("icon"))
                .body("[0].createdAt", greaterThan((int) Instant.now().getEpochSecond() - 600))
                .body("[0].connectionConfiguration.host", is("db.ngo.test"))
                .body("[0].connectionConfiguration.password", is(STARS));
        DataStubServers.airbyteWorks();
        manager.get("/api/airbyte/sources/" + id)
                .then()
                .statusCode(200)
                .body("sourceId", is(id))
                .body("connectionConfiguration.password", is(STARS));
        assertThat(ingest.rows(
                                org,
                                "select masked_config::text from source where org_id = $1",
                                org.id().value())
                        .get(0)[0]
                        .toString())
                .doesNotContain("hush");
        people.audit(org, "data_source")
                .body("entries[0].details.name", is("Register"))
                .body("entries[0].details", not(hasKey("config")));
    }

    @Test
    void aRowFromBeforeCopiesWereKeptIsCompletedByAirbyteWithoutStoringAnything() {
        add("Register", IngestFixture.POSTGRES, postgres());
        ingest.update(
                org,
                "update source set connector_name = null, masked_config = null where org_id = $1",
                org.id().value());

        manager.get("/api/airbyte/sources")
                .then()
                .body("[0].sourceName", is("Postgres"))
                .body("[0].connectionConfiguration.password", is(STARS));
        DataStubServers.airbyteFails("sources/list", "status", 3);
        manager.get("/api/airbyte/sources")
                .then()
                .statusCode(200)
                .body("[0].name", is("Register"))
                .body("[0].sourceName", is(""));
    }

    @Test
    void aChangeKeepsWhatIsMaskedAndRenames() {
        Map<String, Object> config = postgres();
        String id = add("Register", IngestFixture.POSTGRES, config);
        config.put("password", STARS);
        config.put("database", "register_2");

        manager.body(IngestFixture.source("Register 2", IngestFixture.POSTGRES, config))
                .put("/api/airbyte/sources/" + id)
                .then()
                .statusCode(200)
                .body("sourceId", is(id));

        manager.get("/api/airbyte/sources")
                .then()
                .body("[0].name", is("Register 2"))
                .body("[0].connectionConfiguration.database", is("register_2"))
                .body("[0].connectionConfiguration.password", is(STARS));
        people.audit(org, "data_source").body("entries.action", contains("update", "create"));
    }

    @Test
    void aStoredSecretIsNotSentToAnotherAddress() {
        Map<String, Object> config = postgres();
        String id = add("Register", IngestFixture.POSTGRES, config);
        config.put("password", STARS);
        Map<String, Object> elsewhere = new HashMap<>(config);
        elsewhere.put("host", "stranger.test");
        Map<String, Object> tunnelled = new HashMap<>(config);
        tunnelled.put(
                "tunnel_method",
                Map.of(
                        "tunnel_method",
                        "SSH_PASSWORD_AUTH",
                        "tunnel_host",
                        "stranger.test",
                        "tunnel_port",
                        22,
                        "tunnel_user",
                        "u",
                        "tunnel_user_password",
                        "p"));

        for (Map<String, Object> change : List.of(elsewhere, tunnelled)) {
            Map<String, Object> body = IngestFixture.source("Register", IngestFixture.POSTGRES, change);
            manager.body(body)
                    .put("/api/airbyte/sources/" + id)
                    .then()
                    .statusCode(422)
                    .body("detail[0].msg", containsString("again"));
            manager.body(body)
                    .post("/api/airbyte/sources/" + id + "/check_connection_for_update/")
                    .then()
                    .statusCode(422);
        }
        elsewhere.put("password", "given again");
        manager.body(IngestFixture.source("Register", IngestFixture.POSTGRES, elsewhere))
                .put("/api/airbyte/sources/" + id)
                .then()
                .statusCode(200);
    }

    @Test
    void aNameIsGivenOnceAndFieldsAreChecked() {
        String first = add("Register", IngestFixture.FAKER, Map.of("count", 10));
        String second = add("Gifts", IngestFixture.FAKER, Map.of("count", 10));

        manager.body(IngestFixture.source("register", IngestFixture.FAKER, Map.of("count", 10)))
                .post("/api/airbyte/sources/")
                .then()
                .statusCode(400)
                .body("detail", is("a source with this name already exists"));
        manager.body(IngestFixture.source("GIFTS", IngestFixture.FAKER, Map.of("count", 10)))
                .put("/api/airbyte/sources/" + first)
                .then()
                .statusCode(400);
        manager.body(IngestFixture.source("GIFTS", IngestFixture.FAKER, Map.of("count", 10)))
                .put("/api/airbyte/sources/" + second)
                .then()
                .statusCode(200);
        manager.body(IngestFixture.source("Register 2", IngestFixture.POSTGRES, Map.of("host", "x")))
                .post("/api/airbyte/sources/")
                .then()
                .statusCode(400)
                .body("detail", containsString("database"))
                .body("detail", not(containsString("Schema:")));
        manager.body(Map.of("name", "x", "config", Map.of()))
                .post("/api/airbyte/sources/")
                .then()
                .statusCode(422)
                .body("detail[0].loc", hasItem("sourceDefId"));
        manager.body(IngestFixture.source("x".repeat(256), IngestFixture.FAKER, Map.of()))
                .post("/api/airbyte/sources/")
                .then()
                .statusCode(422);
        assertThat(ingest.rows(
                        org,
                        "select name from source where org_id = $1",
                        org.id().value()))
                .hasSize(2);
    }

    @Test
    void aSourceIsDeletedUnlessConnectionsReadIt() {
        ingest.warehouse(org);
        UUID source = ingest.faker(org, "Supporters");
        var connection = ingest.connection(org, source, "Supporters to staging");

        manager.delete("/api/airbyte/sources/" + source)
                .then()
                .statusCode(403)
                .body("detail", containsString("Supporters to staging"));
        ingest.run(org, connection.connectionId(), "airbyte-sync", "RUNNING");
        manager.body(IngestFixture.source("Renamed", IngestFixture.FAKER, Map.of("count", 5)))
                .put("/api/airbyte/sources/" + source)
                .then()
                .statusCode(409);

        String unused = add("Gifts", IngestFixture.FAKER, Map.of("count", 10));
        manager.delete("/api/airbyte/sources/" + unused).then().statusCode(200).body("success", is(1));
        manager.get("/api/airbyte/sources/" + unused).then().statusCode(404);
        people.audit(org, "data_source").body("entries[0].action", is("delete"));
    }

    @Test
    void aConnectorsNoIsAnAnswer() {
        manager.body(IngestFixture.source("x", IngestFixture.FAKER, Map.of("count", 10)))
                .post("/api/airbyte/sources/check_connection/")
                .then()
                .statusCode(200)
                .body("status", is("succeeded"));
        DataStubServers.airbyteFails("airbyte/source-faker", "check_no");
        manager.body(IngestFixture.source("x", IngestFixture.FAKER, Map.of("count", 10)))
                .post("/api/airbyte/sources/check_connection/")
                .then()
                .statusCode(200)
                .body("status", is("failed"))
                .body("logs[0]", is("The connector says no"));
        UUID source = ingest.faker(org, "Supporters");
        DataStubServers.airbyteFails(source.toString(), "check_crash");
        manager.body(Map.of("name", "Supporters", "config", Map.of("count", 7)))
                .post("/api/airbyte/sources/" + source + "/check_connection_for_update/")
                .then()
                .statusCode(200)
                .body("status", is("failed"))
                .body("logs[0]", startsWith("The check failed"));
    }

    @Test
    void aCheckRequiresThePermissionOfWhatItPrepares() {
        UUID source = ingest.faker(org, "Supporters");
        SourceDraft draft = new SourceDraft(
                "x",
                UUID.fromString(IngestFixture.FAKER),
                JsonNodeFactory.instance.objectNode().put("count", 1));
        Caller manager = people.caller(org, "account_manager");
        Caller editor = with(manager, EnumSet.of(Permission.CAN_EDIT_SOURCE));

        Assertions.assertThatThrownBy(
                        () -> TestPeople.await(() -> checks.request(editor, new SourceCheck(null, draft), () -> true)))
                .hasMessage("not allowed");
        assertThat(TestPeople.await(() -> checks.request(editor, new SourceCheck(source, draft), () -> true))
                        .status())
                .isEqualTo("succeeded");
        Caller creator = with(manager, EnumSet.of(Permission.CAN_CREATE_SOURCE));
        Assertions.assertThatThrownBy(() ->
                        TestPeople.await(() -> checks.request(creator, new SourceCheck(source, draft), () -> true)))
                .hasMessage("not allowed");
        assertThat(TestPeople.await(() -> checks.request(creator, new SourceCheck(null, draft), () -> true))
                        .status())
                .isEqualTo("succeeded");
    }

    @Test
    void theCatalogOfASourceIsAnswered() {
        UUID source = ingest.faker(org, "Supporters");

        manager.get("/api/airbyte/sources/" + source + "/schema_catalog")
                .then()
                .statusCode(200)
                .body("catalog.streams.stream.name", hasItem("users"))
                .body("catalog.streams[0].config", hasKey("syncMode"))
                .body("catalogId", not(nullValue()));
        DataStubServers.airbyteFails(source.toString(), "discover_fail");
        manager.get("/api/airbyte/sources/" + source + "/schema_catalog")
                .then()
                .statusCode(400)
                .body("detail", containsString("The schema could not be read"));
        manager.get("/api/airbyte/sources/" + source + "/schema_catalog").then().statusCode(200);
    }

    @Test
    void aRequestWhileASourceIsReadGetsTheSameReading() {
        UUID source = ingest.faker(org, "slow-Supporters");
        DataStubServers.airbyteFails(source.toString(), "discover_fail");

        Supplier<Uni<String>> reading = () -> schemaDiscoveryService
                .discover(source)
                .map(catalog -> "found")
                .onFailure()
                .recoverWithItem(Throwable::getMessage);
        List<String> failures = TestPeople.await(
                () -> Uni.join().all(reading.get(), reading.get()).andCollectFailures());

        // The sandbox fails one reading; two would have had two answers.
        assertThat(failures).hasSize(2).allMatch(answer -> answer.contains("The schema could not be read"));
    }

    @Test
    void aGoogleSheetWithoutCredentialsOfItsOwnGetsTheInstallationsKey() {
        manager.get("/api/airbyte/sources/google_sheets/managed_service_account/")
                .then()
                .statusCode(200)
                .body("email", is("sheets@installation.test"));

        Map<String, Object> sheet = Map.of(
                "spreadsheet_id",
                "https://docs.google.com/spreadsheets/d/1",
                "credentials",
                Map.of("auth_type", "Service"));
        String id = add("Sheet", IngestFixture.SHEETS, sheet);
        manager.get("/api/airbyte/sources/" + id)
                .then()
                .body("connectionConfiguration.credentials.auth_type", is("Service"))
                .body("connectionConfiguration.credentials.service_account_info", is(STARS));
        manager.body(IngestFixture.source("x", IngestFixture.SHEETS, sheet))
                .post("/api/airbyte/sources/check_connection/")
                .then()
                .body("status", is("succeeded"));
        // A change that keeps the key, and one that requests it again.
        for (Map<String, ?> credentials : List.of(
                Map.of("auth_type", "Service", "service_account_info", STARS), Map.of("auth_type", "Service"))) {
            manager.body(IngestFixture.source(
                            "Sheet",
                            IngestFixture.SHEETS,
                            Map.of(
                                    "spreadsheet_id",
                                    "https://docs.google.com/spreadsheets/d/2",
                                    "credentials",
                                    credentials)))
                    .put("/api/airbyte/sources/" + id)
                    .then()
                    .statusCode(200);
        }
        // The key is for Google sheets, whatever another connector calls its fields.
        manager.body(IngestFixture.source("File", IngestFixture.FAKER, sheet))
                .post("/api/airbyte/sources/")
                .then()
                .statusCode(200);
        assertThat(manager.get("/api/airbyte/sources").asString()).doesNotContain("not a real key");
    }

    @Test
    void blankFieldsOfAFormAreLeftOut() {
        Map<String, Object> config = postgres();
        config.put("jdbc_url_params", "");
        config.put("tunnel_method", Map.of("tunnel_method", "NO_TUNNEL", "tunnel_host", ""));
        String id = add("Register", IngestFixture.POSTGRES, config);

        manager.get("/api/airbyte/sources/" + id)
                .then()
                .body("connectionConfiguration", not(hasKey("jdbc_url_params")))
                .body("connectionConfiguration.tunnel_method", not(hasKey("tunnel_host")));
        config.put("password", STARS);
        manager.body(IngestFixture.source("Register", IngestFixture.POSTGRES, config))
                .put("/api/airbyte/sources/" + id)
                .then()
                .statusCode(200);
        manager.get("/api/airbyte/sources/" + id)
                .then()
                .body("connectionConfiguration", not(hasKey("jdbc_url_params")));
    }

    @Test
    void aConfigurationThatViolatesItsSpecificationDoesNotReachAirbyte() {
        String id = add("Register", IngestFixture.POSTGRES, postgres());
        Map<String, Object> config = postgres();
        config.put("username", "");
        Map<String, Object> body = IngestFixture.source("Other", IngestFixture.POSTGRES, config);
        DataStubServers.airbyteFails("scheduler/sources/check_connection", "status", 3);
        DataStubServers.airbyteFails("sources/create", "status", 3);
        DataStubServers.airbyteFails("sources/update", "status", 3);

        manager.body(body)
                .post("/api/airbyte/sources/check_connection/")
                .then()
                .statusCode(400)
                .body("detail", is("Username is missing."));
        manager.body(body)
                .post("/api/airbyte/sources/")
                .then()
                .statusCode(400)
                .body("detail", is("Username is missing."));
        manager.body(body)
                .post("/api/airbyte/sources/" + id + "/check_connection_for_update/")
                .then()
                .statusCode(400)
                .body("detail", is("Username is missing."));
        manager.body(body)
                .put("/api/airbyte/sources/" + id)
                .then()
                .statusCode(400)
                .body("detail", is("Username is missing."));
    }

    @Test
    void aSourceDoesNotLeadToTheServersOwnMetadata() {
        for (String host : List.of("169.254.169.254", "[fd00:ec2::254]", "100.100.100.200")) {
            Map<String, Object> config = postgres();
            config.put("host", host);
            manager.body(IngestFixture.source("Register", IngestFixture.POSTGRES, config))
                    .post("/api/airbyte/sources/check_connection/")
                    .then()
                    .statusCode(400)
                    .body("detail", containsString("does not connect to"));
        }
    }

    private String add(String name, String definition, Map<String, ?> config) {
        return manager.body(IngestFixture.source(name, definition, config))
                .post("/api/airbyte/sources/")
                .then()
                .statusCode(200)
                .extract()
                .path("sourceId");
    }

    private static Map<String, Object> postgres() {
        return new HashMap<>(Map.of(
                "host", "db.ngo.test", "port", 5432, "database", "register", "username", "reader", "password", "hush"));
    }

    private static Caller with(Caller caller, EnumSet<Permission> permissions) {
        return new Caller(
                caller.account(),
                caller.email(),
                caller.session(),
                caller.org(),
                caller.orgSlug(),
                caller.roleLevel(),
                permissions,
                caller.expiresAt());
    }
}
