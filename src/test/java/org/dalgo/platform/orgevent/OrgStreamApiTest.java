package org.dalgo.platform.orgevent;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.sse.SseStreamRegistry;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.testsupport.SseClient;
import org.dalgo.testsupport.SseClient.Event;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@QuarkusTest
@TestProfile(ShortTokensProfile.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OrgStreamApiTest {

    @Inject
    TestPeople people;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    OrgEventLog publisher;

    @Inject
    SseStreamRegistry streams;

    @Inject
    Sql sql;

    @TestHTTPResource("/api/stream")
    String address;

    private OrgView org;
    private String email;
    private String token;

    @BeforeEach
    void aMember() {
        org = people.org();
        email = people.member(org, "account_manager");
        token = people.token(email);
    }

    @Test
    void eventsArriveInOrderAndAResumeMissesNone() {
        try (SseClient viewer = follow("", null)) {
            await().until(() -> viewer.lastEventId() != null);
            publish(OrgEventTopic.RUN, 1, 3);
            List<Event> seen = viewer.until(event -> event.data().contains("\"n\":3"));
            assertThat(seen).extracting(Event::data).containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
            assertThat(seen).extracting(Event::name).containsOnly("run");
            try (SseClient resumed = follow("", seen.get(0).id())) {
                assertThat(resumed.next().data()).isEqualTo("{\"n\":2}");
                assertThat(resumed.next().data()).isEqualTo("{\"n\":3}");
            }
        }
    }

    @Test
    void aClientThatHasSeenNothingYetStillMissesNothing() {
        publish(OrgEventTopic.RUN, 1, 1);
        String position;
        try (SseClient viewer = follow("", null)) {
            await().until(() -> viewer.lastEventId() != null);
            position = viewer.lastEventId();
        }
        publish(OrgEventTopic.LOCK, 2, 2);
        try (SseClient viewer = follow("", position)) {
            Event event = viewer.next();
            assertThat(event.name()).isEqualTo("lock");
            assertThat(event.data()).isEqualTo("{\"n\":2}");
        }
    }

    @Test
    void aPositionThatIsTooOldOrUnknownStartsWithAReset() {
        publish(OrgEventTopic.RUN, 1, 5);
        TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(),
                () -> sql.update(
                        "delete from org_event where org_id = $1 and position < 4",
                        org.id().value())));
        try (SseClient viewer = follow("", "1")) {
            Event event = viewer.next();
            assertThat(event.name()).isEqualTo("reset");
            assertThat(event.id()).isEqualTo("5");
        }
        try (SseClient viewer = follow("", "77")) {
            assertThat(viewer.next().name()).isEqualTo("reset");
        }
    }

    @Test
    void onlyTheRequestedTopicsAreSent() {
        try (SseClient viewer = follow("?topics=lock", null)) {
            await().until(() -> viewer.lastEventId() != null);
            publish(OrgEventTopic.RUN, 1, 3);
            publish(OrgEventTopic.LOCK, 4, 4);
            assertThat(viewer.next().data()).isEqualTo("{\"n\":4}");
        }
    }

    @Test
    void anOrganisationReceivesNoEventOfAnother() {
        OrgView other = people.org();
        String neighbour = people.token(people.member(other, "account_manager"));
        try (SseClient viewer = SseClient.open(address, neighbour, other.slug(), null)) {
            await().until(() -> viewer.lastEventId() != null);
            publish(OrgEventTopic.RUN, 1, 3);
            assertThat(viewer.next(Duration.ofSeconds(1))).isNull();
        }
        assertThat(SseClient.open(address, token, other.slug(), null).status()).isIn(401, 403, 404);
    }

    @Test
    void aQuietStreamIsKeptAliveByComments() {
        try (SseClient viewer = follow("", null)) {
            await().atMost(Duration.ofSeconds(5)).until(() -> viewer.comments().contains("alive"));
        }
    }

    @Test
    void aReaderThatTakesNothingIsCutOffAndTheOthersAreNot() throws IOException {
        URI uri = URI.create(address);
        try (Socket slow = new Socket();
                SseClient quick = follow("", null)) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
            slow.getOutputStream()
                    .write(("GET /api/stream HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + token
                                    + "\r\nx-dalgo-org: " + org.slug() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> streams.count() >= 2);
            int open = streams.count();
            String padding = "x".repeat(8_000);
            for (int batch = 0; batch < 15; batch++) {
                publish(padding, 100);
            }
            await().atMost(Duration.ofSeconds(15)).until(() -> streams.count() < open);
            publish(OrgEventTopic.JOB, 1, 1);
            assertThat(quick.until(event -> event.name().equals("job")))
                    .extracting(Event::name)
                    .contains("job");
        }
    }

    @Test
    void signingOutEndsTheStream() {
        Map<String, String> cookies = given().contentType("application/json")
                .body(Map.of("username", email, "password", TestPeople.PASSWORD))
                .post("/api/v2/login/")
                .getCookies();
        try (SseClient viewer = SseClient.open(address, cookies.get("access_token"), org.slug(), null)) {
            assertThat(viewer.status()).isEqualTo(200);
            given().cookies(cookies)
                    .contentType("application/json")
                    .body("{}")
                    .post("/api/logout/")
                    .then()
                    .statusCode(200);
            assertThat(viewer.closesWithin(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void anExpiredTokenEndsTheStreamWithAWord() {
        try (SseClient viewer = follow("", null)) {
            Event last = viewer.next(Duration.ofSeconds(30));
            assertThat(last).isNotNull();
            assertThat(last.name()).isEqualTo("expired");
            assertThat(viewer.closesWithin(Duration.ofSeconds(2))).isTrue();
        }
    }

    @Test
    void contradictingOrganisationsAreRefused() {
        SseClient viewer = SseClient.open(address + "?org=another", token, org.slug(), null);
        assertThat(viewer.status()).isEqualTo(400);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void atShutdownStreamsEndAndNoneIsOpened() {
        try (SseClient viewer = follow("", null)) {
            streams.onShutdownDelay(new ShutdownDelayInitiatedEvent());
            assertThat(viewer.closesWithin(Duration.ofMillis(500))).isFalse();
            assertThat(viewer.closesWithin(Duration.ofSeconds(4))).isTrue();
            assertThat(follow("", null).status()).isEqualTo(429);
        }
    }

    private SseClient follow(String query, String position) {
        return SseClient.open(address + query, token, org.slug(), position);
    }

    private void publish(OrgEventTopic topic, int from, int to) {
        for (int n = from; n <= to; n++) {
            Map<String, Integer> data = Map.of("n", n);
            TestPeople.await(() -> tenantTransactions.inOrg(org.id(), () -> publisher.publish(org.id(), topic, data)));
        }
    }

    private void publish(String padding, int times) {
        TestPeople.await(() -> tenantTransactions.inOrg(org.id(), () -> Multi.createFrom()
                .range(0, times)
                .onItem()
                .transformToUniAndConcatenate(n -> publisher.publish(org.id(), OrgEventTopic.RUN, padding))
                .onItem()
                .ignoreAsUni()));
    }
}
