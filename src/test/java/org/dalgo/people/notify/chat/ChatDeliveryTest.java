package org.dalgo.people.notify.chat;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.dalgo.people.notify.TestNotifications;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ChatDeliveryTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String DISCORD = "/api/webhooks/1/planted-token";

    @Inject
    TestPeople people;

    @Inject
    TestNotifications notices;

    private WireMockServer chat;
    private OrgView org;
    private String manager;

    @BeforeEach
    void aChatServer() {
        chat = new WireMockServer(options().dynamicPort());
        chat.start();
        org = people.org();
        manager = people.member(org, "account_manager");
    }

    @AfterEach
    void stop() {
        chat.stop();
    }

    @Test
    void theChannelGetsTheMessage() {
        chat.stubFor(post(urlEqualTo(DISCORD)).willReturn(aResponse().withStatus(204)));
        wants(DISCORD);

        notices.publish(org, "the pipeline nightly failed");

        awaitState("sent", 1);
        chat.verify(
                1,
                postRequestedFor(urlEqualTo(DISCORD))
                        .withRequestBody(equalToJson(
                                "{\"content\":\"the pipeline nightly failed\",\"allowed_mentions\":{\"parse\":[]}}")));
    }

    @Test
    void aBusyServerIsTriedAgain() {
        chat.stubFor(post(urlEqualTo("/services/a"))
                .inScenario("busy")
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("free")
                .willReturn(aResponse().withStatus(503)));
        chat.stubFor(post(urlEqualTo("/services/a"))
                .inScenario("busy")
                .whenScenarioStateIs("free")
                .willReturn(aResponse().withStatus(200).withBody("ok")));
        wants("/services/a");

        notices.publish(org, "failed");

        awaitState("sent", 2);
        assertThat(notices.rows(org, "select last_error from chat_delivery where org_id = $1")
                        .get(0)[0])
                .isEqualTo("the chat server answered 503");
        chat.verify(postRequestedFor(urlEqualTo("/services/a")).withRequestBody(equalToJson("{\"text\":\"failed\"}")));
    }

    @Test
    void aDeletedChannelIsNotTriedAgain() {
        chat.stubFor(post(urlEqualTo(DISCORD)).willReturn(aResponse().withStatus(404)));
        wants(DISCORD);

        notices.publish(org, "failed");

        awaitState("failed", 1);
        assertThat(notices.rows(org, "select last_error from chat_delivery where org_id = $1")
                        .get(0)[0])
                .isEqualTo("the chat server refused the message with status 404");
    }

    @Test
    void aRedirectIsNotFollowed() {
        chat.stubFor(post(urlEqualTo(DISCORD))
                .willReturn(aResponse().withStatus(302).withHeader("Location", chat.baseUrl() + "/inside")));
        wants(DISCORD);

        notices.publish(org, "failed");

        awaitState("failed", 1);
        chat.verify(0, postRequestedFor(urlEqualTo("/inside")));
    }

    @Test
    void whoHasNoChatIsLeftInPeace() {
        notices.publish(org, "failed");

        assertThat(notices.rows(org, "select 1 from chat_delivery where org_id = $1"))
                .isEmpty();
    }

    private void wants(String path) {
        notices.as(org, manager)
                .body(Map.of(
                        "enable_discord_notifications",
                        true,
                        "discord_webhook",
                        "http://localhost:" + chat.port() + path))
                .put("/api/orgpreferences/enable-discord-notifications")
                .then()
                .statusCode(200);
    }

    private void awaitState(String state, int attempts) {
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        notices.rows(org, "select state, attempts from chat_delivery where org_id = $1"))
                .containsExactly(new Object[] {state, attempts}));
    }
}
