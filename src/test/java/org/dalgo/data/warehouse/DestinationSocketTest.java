package org.dalgo.data.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.TestPeople;
import org.dalgo.testsupport.TestWebSocketClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(DataProfile.class)
class DestinationSocketTest {

    private static final String POSTGRES = "25c5221d-dce2-4163-ade9-739ef790f503";
    private static final TestWarehouse DATABASE = TestWarehouse.open("destination_socket");

    @Inject
    IngestFixture ingest;

    @Inject
    TestPeople people;

    @Inject
    WarehouseService warehouses;

    @TestHTTPResource
    URI server;

    private OrgView org;

    @BeforeEach
    void anOrganisationWithAWorkspace() {
        DataStubServers.reset();
        org = ingest.org();
    }

    private TestWebSocketClient open(OrgView as, String role) {
        return TestWebSocketClient.open(
                URI.create("ws://" + server.getAuthority() + "/wss/airbyte/destination/check_connection?orgslug="
                        + as.slug()),
                Map.of("Cookie", "access_token=" + people.token(people.member(as, role))));
    }

    private static String form(ObjectNode config, String field, String id) {
        ObjectNode form = JsonNodeFactory.instance
                .objectNode()
                .put("name", "NGO warehouse")
                .put(field, id);
        form.set("config", config);
        return form.toString();
    }

    @Test
    void aNewWarehouseIsTriedBeforeItIsSaved() throws InterruptedException {
        try (TestWebSocketClient socket = open(org, "account_manager")) {
            socket.send(form(DATABASE.config(), "destinationDefId", POSTGRES));
            assertThat(socket.receive().getString("data.status")).isEqualTo("succeeded");

            socket.send(form(DATABASE.config().put("password", "wrong"), "destinationDefId", POSTGRES));
            JsonPath refused = socket.receive();
            assertThat(refused.getString("status")).isEqualTo("success");
            assertThat(refused.getString("data.status")).isEqualTo("failed");
            assertThat(refused.<String>getList("data.logs")).isNotEmpty();

            socket.send(form(DATABASE.config(), "destinationDefId", "none"));
            assertThat(socket.receive().getString("message")).isEqualTo("destinationDefId: is no id");
        }
    }

    @Test
    void aChangeIsTriedWithTheStoredSecretsOfOnesOwnWarehouseOnly() throws InterruptedException {
        ingest.warehouse(org);
        UUID destination = TestPeople.await(() -> warehouses.get(org.id())).destination();
        ObjectNode stored =
                TestPeople.await(() -> warehouses.credentials(org.id())).config();
        String change = form(stored.put("password", "**********"), "destinationId", destination.toString());
        try (TestWebSocketClient owner = open(org, "account_manager");
                TestWebSocketClient stranger = open(ingest.org(), "account_manager");
                TestWebSocketClient viewer = open(org, "report_viewer")) {
            owner.send(change);
            stranger.send(change);
            viewer.send(change);

            assertThat(owner.receive().getString("data.status")).isEqualTo("succeeded");
            assertThat(stranger.receive().getString("message"))
                    .isEqualTo(WarehouseService.destinationNotFound().detail());
            assertThat(viewer.receive().getString("message")).isEqualTo("not allowed");
        }
    }
}
