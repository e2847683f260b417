package org.dalgo.data.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataServers;
import org.dalgo.data.TestIngest;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.SocketClient;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(DataProfile.class)
class SourceSocketTest {

    private static final String CHECK = "/wss/airbyte/source/check_connection";
    private static final String CATALOG = "/wss/airbyte/connection/schema_catalog";

    @Inject
    TestIngest ingest;

    @Inject
    TestPeople people;

    @TestHTTPResource
    URI server;

    private OrgView org;
    private UUID source;

    @BeforeEach
    void anOrganisationWithASource() {
        DataServers.reset();
        org = ingest.org();
        source = ingest.faker(org, "Sample data");
    }

    private SocketClient open(String path, OrgView as, String role) {
        return SocketClient.open(
                URI.create("ws://" + server.getAuthority() + path + "?orgslug=" + as.slug()),
                Map.of("Cookie", "access_token=" + people.token(people.member(as, role))));
    }

    private static String form(String config, String more) {
        return "{\"name\": \"People\", \"sourceDefId\": \"%s\", \"sourceDefName\": \"Sample Data\", \"config\": %s%s}"
                .formatted(TestIngest.FAKER, config, more);
    }

    @Test
    void aNewSourceIsTriedBeforeItIsSaved() throws InterruptedException {
        try (SocketClient socket = open(CHECK, org, "pipeline_manager")) {
            socket.say(form("{\"count\": 10}", ""));
            JsonPath works = socket.hear();
            assertThat(works.getString("status")).isEqualTo("success");
            assertThat(works.getString("data.status")).isEqualTo("succeeded");

            DataServers.airbyteFails("airbyte/source-faker", "check_no");
            socket.say(form("{\"count\": 10}", ", \"sourceId\": null"));
            JsonPath refused = socket.hear();
            assertThat(refused.getString("status")).isEqualTo("success");
            assertThat(refused.getString("data.status")).isEqualTo("failed");
            assertThat(refused.<String>getList("data.logs")).isNotEmpty();

            socket.say("{\"name\": \"People\"}");
            assertThat(socket.hear().getString("message")).contains("config");
        }
    }

    @Test
    void aChangeIsTriedForASourceOfOnesOwnOnly() throws InterruptedException {
        String change = form("{\"count\": 20}", ", \"sourceId\": \"" + source + "\"");
        try (SocketClient owner = open(CHECK, org, "account_manager");
                SocketClient stranger = open(CHECK, ingest.org(), "account_manager")) {
            owner.say(change);
            stranger.say(change);

            assertThat(owner.hear().getString("data.status")).isEqualTo("succeeded");
            JsonPath refused = stranger.hear();
            assertThat(refused.getString("status")).isEqualTo("error");
            assertThat(refused.getString("message")).isEqualTo("source not found");
        }
    }

    @Test
    void aReportViewerMayNeitherTryNorLook() throws InterruptedException {
        try (SocketClient check = open(CHECK, org, "report_viewer");
                SocketClient catalog = open(CATALOG, org, "report_viewer")) {
            check.say(form("{\"count\": 10}", ""));
            catalog.say("{\"sourceId\": \"" + source + "\"}");

            assertThat(check.hear().getString("message")).isEqualTo("not allowed");
            assertThat(catalog.hear().getString("message")).isEqualTo("not allowed");
        }
    }

    @Test
    void aFormOfAConnectionIsToldWhatItsSourceHolds() throws InterruptedException {
        try (SocketClient socket = open(CATALOG, org, "pipeline_manager");
                SocketClient stranger = open(CATALOG, ingest.org(), "account_manager")) {
            socket.say("{\"sourceId\": \"" + source + "\"}");
            JsonPath found = socket.hear();
            assertThat(found.getString("data.status")).isEqualTo("completed");
            assertThat(found.<String>getList("data.result.catalog.streams.stream.name"))
                    .contains("users");
            assertThat(found.getString("data.result.catalogId")).isNotBlank();

            DataServers.airbyteFails(source.toString(), "discover_fail");
            socket.say("{\"sourceId\": \"" + source + "\"}");
            JsonPath failed = socket.hear();
            assertThat(failed.getString("status")).isEqualTo("error");
            assertThat(failed.getString("message")).contains("The schema could not be read");

            stranger.say("{\"sourceId\": \"" + source + "\"}");
            assertThat(stranger.hear().getString("message")).isEqualTo("source not found");
        }
    }

    @Test
    void theAnswerToAnEarlierQuestionIsKeptBack() throws InterruptedException {
        try (SocketClient socket = open(CATALOG, org, "pipeline_manager")) {
            socket.say("{\"sourceId\": \"" + source + "\"}");
            socket.say("{\"sourceId\": \"" + UUID.randomUUID() + "\"}");
            assertThat(socket.hear().getString("message")).isEqualTo("source not found");

            // Shares the reading of the first question: one answer, not two.
            socket.say("{\"sourceId\": \"" + source + "\"}");
            assertThat(socket.hear().getString("data.status")).isEqualTo("completed");
            socket.say("{}");
            assertThat(socket.hear().getString("message")).isEqualTo("sourceId: is missing");
        }
    }
}
