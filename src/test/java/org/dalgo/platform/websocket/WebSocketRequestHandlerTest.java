package org.dalgo.platform.websocket;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.util.Map;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.dalgo.testsupport.TestWebSocketClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WebSocketRequestHandlerTest {

    @Inject
    TestPeople people;

    @TestHTTPResource
    URI server;

    private OrgView org;
    private String email;
    private String token;

    @BeforeEach
    void aMember() {
        org = people.org();
        email = people.member(org, "account_manager");
        token = people.token(email);
    }

    private TestWebSocketClient open(String slug, Map<String, String> headers) {
        URI address = URI.create("ws://" + server.getAuthority() + EchoSocket.PATH + "?orgslug=" + slug);
        return TestWebSocketClient.open(address, headers);
    }

    private TestWebSocketClient signedIn() {
        return open(org.slug(), Map.of("Cookie", "theme=dark; access_token=" + token));
    }

    @Test
    void aMessageIsAnsweredForThePersonAndTheOrganisationOfTheHandshake() throws InterruptedException {
        try (TestWebSocketClient socket = signedIn()) {
            socket.send("{\"word\": \"hello\", \"unknown\": 1}");

            JsonPath answer = socket.receive();
            assertThat(answer.getString("status")).isEqualTo("success");
            assertThat(answer.getString("message")).isNotNull();
            assertThat(answer.<String, String>getMap("data"))
                    .isEqualTo(Map.of("word", "hello", "org", org.slug(), "person", email));
        }
    }

    @Test
    void aFailureIsAnAnswerAndTheSocketStaysOpen() throws InterruptedException {
        try (TestWebSocketClient socket = signedIn()) {
            socket.send("{\"word\": \"refuse\"}");
            JsonPath refused = socket.receive();
            assertThat(refused.getString("status")).isEqualTo("error");
            assertThat(refused.getString("message")).isEqualTo("word: is refused");
            assertThat(refused.<String, Object>getMap("data")).isEmpty();

            socket.send("{\"word\": \"break\"}");
            assertThat(socket.receive().getString("message")).isEqualTo("something went wrong on our side");

            for (String nonsense : new String[] {"{\"word\": ", "null", "[]", "\"word\"", ""}) {
                socket.send(nonsense);
                assertThat(socket.receive().getString("status")).as(nonsense).isEqualTo("error");
            }

            socket.send("{\"word\": \"still here\"}");
            assertThat(socket.receive().getString("data.word")).isEqualTo("still here");
        }
    }

    @Test
    void aHandshakeWithoutTokenIsAcceptedAndClosedInTheWebAppsNumber() {
        try (TestWebSocketClient socket = open(org.slug(), Map.of())) {
            assertThat(socket.closeCode()).isEqualTo(4001);
        }
    }

    @Test
    void aTokenThatIsNoneAndAForeignOrganisationAreRefusedAlike() {
        try (TestWebSocketClient forged = open(org.slug(), Map.of("Cookie", "access_token=a.b.c"));
                TestWebSocketClient elsewhere = open(people.org().slug(), Map.of("Cookie", "access_token=" + token))) {
            assertThat(forged.closeCode()).isEqualTo(4003);
            assertThat(elsewhere.closeCode()).isEqualTo(4003);
        }
    }

    @Test
    void aTokenInTheAddressIsNotLookedAt() {
        try (TestWebSocketClient socket = open(org.slug() + "&token=" + token, Map.of())) {
            assertThat(socket.closeCode()).isEqualTo(4001);
        }
    }

    @Test
    void aSocketAnswersOnceMoreAfterSignOutAndThenCloses() throws InterruptedException {
        try (TestWebSocketClient socket = signedIn()) {
            socket.send("{\"word\": \"hello\"}");
            socket.receive();
            given().cookie("access_token", token)
                    .contentType("application/json")
                    .body("{}")
                    .post("/api/logout/")
                    .then()
                    .statusCode(200);

            socket.send("{\"word\": \"hello\"}");

            JsonPath answer = socket.receive();
            assertThat(answer.getString("status")).isEqualTo("error");
            assertThat(answer.<String, Object>getMap("data")).isEmpty();
            assertThat(socket.closeCode()).isEqualTo(4003);
        }
    }

    @Test
    void aPageOfAnotherSiteCannotOpenASocketWithTheCookie() {
        assertThatThrownBy(() ->
                        open(org.slug(), Map.of("Cookie", "access_token=" + token, "Origin", "https://evil.example")))
                .hasCauseInstanceOf(WebSocketHandshakeException.class);

        try (TestWebSocketClient webApp =
                open(org.slug(), Map.of("Cookie", "access_token=" + token, "Origin", "http://localhost:3000"))) {
            assertThat(webApp).isNotNull();
        }
    }
}
