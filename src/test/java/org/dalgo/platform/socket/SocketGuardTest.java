package org.dalgo.platform.socket;

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
import org.dalgo.testsupport.SocketClient;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SocketGuardTest {

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

    private SocketClient open(String slug, Map<String, String> headers) {
        URI address = URI.create("ws://" + server.getAuthority() + EchoSocket.PATH + "?orgslug=" + slug);
        return SocketClient.open(address, headers);
    }

    private SocketClient signedIn() {
        return open(org.slug(), Map.of("Cookie", "theme=dark; access_token=" + token));
    }

    @Test
    void aMessageIsAnsweredForThePersonAndTheOrganisationOfTheHandshake() throws InterruptedException {
        try (SocketClient socket = signedIn()) {
            socket.say("{\"word\": \"hello\", \"unknown\": 1}");

            JsonPath answer = socket.hear();
            assertThat(answer.getString("status")).isEqualTo("success");
            assertThat(answer.getString("message")).isNotNull();
            assertThat(answer.<String, String>getMap("data"))
                    .isEqualTo(Map.of("word", "hello", "org", org.slug(), "person", email));
        }
    }

    @Test
    void aFailureIsAnAnswerAndTheSocketStaysOpen() throws InterruptedException {
        try (SocketClient socket = signedIn()) {
            socket.say("{\"word\": \"refuse\"}");
            JsonPath refused = socket.hear();
            assertThat(refused.getString("status")).isEqualTo("error");
            assertThat(refused.getString("message")).isEqualTo("word: is refused");
            assertThat(refused.<String, Object>getMap("data")).isEmpty();

            socket.say("{\"word\": \"break\"}");
            assertThat(socket.hear().getString("message")).isEqualTo("something went wrong on our side");

            for (String nonsense : new String[] {"{\"word\": ", "null", "[]", "\"word\"", ""}) {
                socket.say(nonsense);
                assertThat(socket.hear().getString("status")).as(nonsense).isEqualTo("error");
            }

            socket.say("{\"word\": \"still here\"}");
            assertThat(socket.hear().getString("data.word")).isEqualTo("still here");
        }
    }

    @Test
    void aHandshakeWithoutTokenIsAcceptedAndClosedInTheWebAppsNumber() {
        try (SocketClient socket = open(org.slug(), Map.of())) {
            assertThat(socket.closeCode()).isEqualTo(4001);
        }
    }

    @Test
    void aTokenThatIsNoneAndAForeignOrganisationAreRefusedAlike() {
        try (SocketClient forged = open(org.slug(), Map.of("Cookie", "access_token=a.b.c"));
                SocketClient elsewhere = open(people.org().slug(), Map.of("Cookie", "access_token=" + token))) {
            assertThat(forged.closeCode()).isEqualTo(4003);
            assertThat(elsewhere.closeCode()).isEqualTo(4003);
        }
    }

    @Test
    void aTokenInTheAddressIsNotLookedAt() {
        try (SocketClient socket = open(org.slug() + "&token=" + token, Map.of())) {
            assertThat(socket.closeCode()).isEqualTo(4001);
        }
    }

    @Test
    void anOpenSocketOfSomebodyWhoSignedOutAnswersOnceMoreAndCloses() throws InterruptedException {
        try (SocketClient socket = signedIn()) {
            socket.say("{\"word\": \"hello\"}");
            socket.hear();
            given().cookie("access_token", token)
                    .contentType("application/json")
                    .body("{}")
                    .post("/api/logout/")
                    .then()
                    .statusCode(200);

            socket.say("{\"word\": \"hello\"}");

            JsonPath answer = socket.hear();
            assertThat(answer.getString("status")).isEqualTo("error");
            assertThat(answer.<String, Object>getMap("data")).isEmpty();
            assertThat(socket.closeCode()).isEqualTo(4003);
        }
    }

    @Test
    void aPageOfAnotherSiteCannotOpenOneWithSomebodysCookie() {
        assertThatThrownBy(() ->
                        open(org.slug(), Map.of("Cookie", "access_token=" + token, "Origin", "https://evil.example")))
                .hasCauseInstanceOf(WebSocketHandshakeException.class);

        try (SocketClient webApp =
                open(org.slug(), Map.of("Cookie", "access_token=" + token, "Origin", "http://localhost:3000"))) {
            assertThat(webApp).isNotNull();
        }
    }
}
