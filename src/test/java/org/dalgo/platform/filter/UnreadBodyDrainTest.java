package org.dalgo.platform.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.dalgo.testsupport.RawHttp;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that is refused early leaves its connection fit for the next one. */
@QuarkusTest
class UnreadBodyDrainTest {

    private static final int MEBIBYTE = 1024 * 1024;

    @Inject
    TestPeople people;

    @TestHTTPResource
    URI root;

    private String authorization;

    @BeforeEach
    void anAccountManager() {
        authorization = "Authorization: Bearer " + people.token(people.member(people.org(), "account_manager"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1_001, 10_000})
    void aFormOfManyPartsIsRefused(int parts) throws IOException {
        try (RawHttp http = new RawHttp(root)) {
            http.send(put("/api/org/logo/", authorization, form(parts)));

            RawHttp.Answer answer = http.answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(413);
            assertThat(answer.body()).contains("too many parts", "TOO_LARGE");
            nextRequestIsAnswered(http);
        }
    }

    @Test
    void aBodyOfARefusedRequestIsDiscarded() throws IOException {
        for (String header :
                new String[] {"X-None: 1", "Authorization: Bearer x", "Cookie: access_token=x", authorization}) {
            try (RawHttp http = new RawHttp(root)) {
                http.send(put("/api/org/logo/", header, "x".repeat(MEBIBYTE)));
                assertThat(http.answer().status()).isBetween(400, 401);
                nextRequestIsAnswered(http);

                http.send(put("/api/none", header, "x".repeat(MEBIBYTE)));
                assertThat(http.answer().status()).isEqualTo(404);
                nextRequestIsAnswered(http);
            }
        }
    }

    @Test
    void aBodyBeyondTheLimitClosesTheConnection() throws IOException {
        try (RawHttp http = new RawHttp(root)) {
            http.send(
                    "PUT /api/org/logo/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + 100 * MEBIBYTE + "\r\n\r\n");

            assertThat(http.answer().status()).isEqualTo(413);
            assertThat(http.isClosed()).isTrue();
        }
    }

    private static void nextRequestIsAnswered(RawHttp http) throws IOException {
        assertThat(http.get("/api/none", "X-None: 1").status()).isEqualTo(404);
    }

    private static String put(String path, String header, String body) {
        return "PUT " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header
                + "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: "
                + body.getBytes(StandardCharsets.ISO_8859_1).length + "\r\n\r\n" + body;
    }

    private static String form(int parts) {
        return "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n".repeat(parts) + "--b--\r\n";
    }
}
