package org.dalgo.data.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.data.IngestFixture;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.dalgo.testsupport.TestWebSocketClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(DataProfile.class)
class SourceSocketTest {

    private static final String CHECK = "/wss/airbyte/source/check_connection";
    private static final String CATALOG = "/wss/airbyte/connection/schema_catalog";

    @Inject
    IngestFixture ingest;

    @Inject
    TestPeople people;

    @TestHTTPResource
    URI server;

    private OrgView org;
    private UUID source;

    @BeforeEach
    void anOrganisationWithASource() {
        DataStubServers.reset();
        org = ingest.org();
        source = ingest.faker(org, "Sample data");
    }

    private TestWebSocketClient open(String path, OrgView as, String role) {
        return TestWebSocketClient.open(
                URI.create("ws://" + server.getAuthority() + path + "?orgslug=" + as.slug()),
                Map.of("Cookie", "access_token=" + people.token(people.member(as, role))));
    }

    private static String form(String config, String more) {
        return "{\"name\": \"People\", \"sourceDefId\": \"%s\", \"sourceDefName\": \"Sample Data\", \"config\": %s%s}"
                .formatted(IngestFixture.FAKER, config, more);
    }

    @Test
    void aNewSourceIsTriedBeforeItIsSaved() throws InterruptedException {
        try (TestWebSocketClient socket = open(CHECK, org, "pipeline_manager")) {
            socket.send(form("{\"count\": 10}", ""));
            JsonPath works = socket.receive();
            assertThat(works.getString("status")).isEqualTo("success");
            assertThat(works.getString("data.status")).isEqualTo("succeeded");

            DataStubServers.airbyteFails("airbyte/source-faker", "check_no");
            socket.send(form("{\"count\": 10}", ", \"sourceId\": null"));
            JsonPath refused = socket.receive();
            assertThat(refused.getString("status")).isEqualTo("success");
            assertThat(refused.getString("data.status")).isEqualTo("failed");
            assertThat(refused.<String>getList("data.logs")).isNotEmpty();

            socket.send("{\"name\": \"People\"}");
            assertThat(socket.receive().getString("message")).contains("config");
        }
    }

    @Test
    void aChangeIsTriedForASourceOfOnesOwnOnly() throws InterruptedException {
        String change = form("{\"count\": 20}", ", \"sourceId\": \"" + source + "\"");
        try (TestWebSocketClient owner = open(CHECK, org, "account_manager");
                TestWebSocketClient stranger = open(CHECK, ingest.org(), "account_manager")) {
            owner.send(change);
            stranger.send(change);

            assertThat(owner.receive().getString("data.status")).isEqualTo("succeeded");
            JsonPath refused = stranger.receive();
            assertThat(refused.getString("status")).isEqualTo("error");
            assertThat(refused.getString("message")).isEqualTo("source not found");
        }
    }

    @Test
    void aReportViewerMayNeitherTryNorLook() throws InterruptedException {
        try (TestWebSocketClient check = open(CHECK, org, "report_viewer");
                TestWebSocketClient catalog = open(CATALOG, org, "report_viewer")) {
            check.send(form("{\"count\": 10}", ""));
            catalog.send("{\"sourceId\": \"" + source + "\"}");

            assertThat(check.receive().getString("message")).isEqualTo("not allowed");
            assertThat(catalog.receive().getString("message")).isEqualTo("not allowed");
        }
    }

    @Test
    void aFormOfAConnectionGetsTheCatalogOfItsSource() throws InterruptedException {
        try (TestWebSocketClient socket = open(CATALOG, org, "pipeline_manager");
                TestWebSocketClient stranger = open(CATALOG, ingest.org(), "account_manager")) {
            socket.send("{\"sourceId\": \"" + source + "\"}");
            JsonPath found = socket.receive();
            assertThat(found.getString("data.status")).isEqualTo("completed");
            assertThat(found.<String>getList("data.result.catalog.streams.stream.name"))
                    .contains("users");
            assertThat(found.getString("data.result.catalogId")).isNotBlank();

            DataStubServers.airbyteFails(source.toString(), "discover_fail");
            socket.send("{\"sourceId\": \"" + source + "\"}");
            JsonPath failed = socket.receive();
            assertThat(failed.getString("status")).isEqualTo("error");
            assertThat(failed.getString("message")).contains("The schema could not be read");

            stranger.send("{\"sourceId\": \"" + source + "\"}");
            assertThat(stranger.receive().getString("message")).isEqualTo("source not found");
        }
    }

    @Test
    void aDiscoveryGoesOnWhenItsClientGoesAway() throws InterruptedException {
        UUID slow = ingest.faker(org, "slow-Sample");
        String question = "{\"sourceId\": \"" + slow + "\"}";
        try (TestWebSocketClient leaving = open(CATALOG, org, "pipeline_manager")) {
            leaving.send(question);
            await().until(() -> commands("ended_at is null") == 1);
        }
        await().until(() -> commands("ended_at is not null") == 1);
        DataStubServers.airbyteFails(slow.toString(), "discover_fail");

        try (TestWebSocketClient back = open(CATALOG, org, "pipeline_manager")) {
            back.send(question);
            assertThat(back.receive().getString("data.status")).isEqualTo("completed");
            // What was received is not given out again.
            back.send(question);
            assertThat(back.receive().getString("message")).contains("The schema could not be read");
        }
    }

    private int commands(String which) {
        return ingest.rows(
                        org,
                        "select 1 from connector_command where org_id = $1 and " + which,
                        org.id().value())
                .size();
    }

    @Test
    void theAnswerToAnEarlierQuestionIsKeptBack() throws InterruptedException {
        try (TestWebSocketClient socket = open(CATALOG, org, "pipeline_manager")) {
            socket.send("{\"sourceId\": \"" + source + "\"}");
            socket.send("{\"sourceId\": \"" + UUID.randomUUID() + "\"}");
            assertThat(socket.receive().getString("message")).isEqualTo("source not found");

            // Shares the reading of the first question: one answer, not two.
            socket.send("{\"sourceId\": \"" + source + "\"}");
            assertThat(socket.receive().getString("data.status")).isEqualTo("completed");
            socket.send("{}");
            assertThat(socket.receive().getString("message")).isEqualTo("sourceId: is missing");
        }
    }
}
