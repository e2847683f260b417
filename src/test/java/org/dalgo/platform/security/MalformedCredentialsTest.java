package org.dalgo.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.dalgo.testsupport.RawHttp;
import org.junit.jupiter.api.Test;

/** Credentials that nothing but a client's mistake or malice produces are a 401, whatever they consist of. */
@QuarkusTest
class MalformedCredentialsTest {

    private static final String SIGNED_IN_ROUTE = "/api/currentuserv2";
    private static final String MEMBER_ROUTE = "/api/audit";
    private static final int RANDOM_TOKENS = 400;

    private static final List<String> HEADERS = List.of(
            "{\"alg\":\"EdDSA\",\"kid\":1}",
            "{\"alg\":\"EdDSA\",\"kid\":[]}",
            "{\"alg\":\"EdDSA\",\"kid\":{}}",
            "{\"alg\":\"EdDSA\",\"kid\":null}",
            "{\"alg\":\"EdDSA\",\"kid\":true}",
            "{\"alg\":\"EdDSA\",\"kid\":\"\\u0000\"}",
            "{\"alg\":\"EdDSA\",\"kid\":\"x\"}",
            "{\"alg\":1,\"kid\":\"x\"}",
            "{\"alg\":[\"EdDSA\"],\"kid\":\"x\"}",
            "{\"alg\":\"none\",\"kid\":\"x\"}",
            "{\"alg\":\"EdDSA\",\"kid\":\"x\",\"crit\":1}",
            "{\"alg\":\"EdDSA\",\"kid\":\"x\",\"crit\":[1]}",
            "{\"alg\":\"EdDSA\",\"kid\":\"x\",\"b64\":1}",
            "{\"alg\":\"dir\",\"enc\":1,\"kid\":2}",
            "{\"alg\":\"EdDSA\",\"alg\":\"EdDSA\"}",
            "{\"a\":".repeat(200),
            "[".repeat(200),
            "[]",
            "1",
            "null",
            "",
            "\u0000");

    @TestHTTPResource
    URI root;

    @Inject
    @Any
    Instance<HttpAuthenticationMechanism> mechanisms;

    @Test
    void noOtherMechanismSeesATokenFirst() {
        assertThat(mechanisms.stream())
                .filteredOn(mechanism -> !(mechanism instanceof SessionAuthenticationMechanism))
                .allSatisfy(mechanism -> assertThat(mechanism.getPriority())
                        .isLessThan(mechanisms
                                .select(SessionAuthenticationMechanism.class)
                                .get()
                                .getPriority()));
    }

    @Test
    void noTokenIsAnythingButA401() throws IOException {
        List<String> tokens = new ArrayList<>();
        for (String header : HEADERS) {
            tokens.add(encoded(header) + ".e30.AAAA");
            tokens.add(encoded(header) + ".." + encoded(header));
            tokens.add(encoded(header) + ".e30.a.b.c");
        }
        Random random = new Random(20260819);
        for (int i = 0; i < RANDOM_TOKENS; i++) {
            tokens.add(randomToken(random));
        }

        List<String> others = new ArrayList<>();
        try (RawHttp http = new RawHttp(root)) {
            for (String token : tokens) {
                for (String line : List.of(
                        "Authorization: Bearer " + token,
                        "Authorization: " + token,
                        "Cookie: access_token=" + token,
                        "Cookie: access_token=" + token + "; refresh_token=" + token,
                        "Cookie: refresh_token=" + token)) {
                    String route = random.nextBoolean() ? SIGNED_IN_ROUTE : MEMBER_ROUTE;
                    int status = http.get(route, line).status();
                    if (status != 401) {
                        others.add(status + " for " + line);
                    }
                }
            }
        }

        assertThat(others).isEmpty();
    }

    @Test
    void noHeaderOfARequestWithoutCredentialsIsA5xx() throws IOException {
        List<String> values =
                List.of("", "/", "a", "a/", "*", "application/json;", "application/json;a", ";", "\"", "a/b;c=\"");
        List<String> others = new ArrayList<>();
        for (String name : List.of(
                "Content-Type",
                "Accept",
                "Accept-Language",
                "Cookie",
                "Origin",
                "x-dalgo-org",
                "X-Request-Id",
                "If-None-Match",
                "Last-Event-ID",
                "Range",
                "Forwarded",
                "X-Forwarded-For",
                "Expect")) {
            for (String value : values) {
                for (String cookie : List.of("X-None: 1", "Cookie: refresh_token=x")) {
                    for (String route :
                            List.of("/api/v2/login/", "/api/v2/token/refresh", "/api/logout/all", "/api/org/logo/")) {
                        try (RawHttp http = new RawHttp(root)) {
                            http.send("POST " + route + " HTTP/1.1\r\nHost: localhost\r\n" + cookie + "\r\n" + name
                                    + ": " + value + "\r\nContent-Length: 2\r\n\r\n{}");
                            int status = http.answer().status();
                            if (status >= 500) {
                                others.add(status + " for " + route + " " + name + ": " + value + " " + cookie);
                            }
                        }
                    }
                }
            }
        }

        assertThat(others).isEmpty();
    }

    /** Two or more parts, each random text, random JSON that is encoded, or the beginning of one of {@link #HEADERS}. */
    private static String randomToken(Random random) {
        StringBuilder token = new StringBuilder();
        for (int part = random.nextInt(5); part >= 0; part--) {
            token.append(
                    switch (random.nextInt(3)) {
                        case 0 -> visible(random);
                        case 1 -> encoded("{\"alg\":\"EdDSA\",\"kid\":" + visible(random) + "}");
                        default -> beginning(HEADERS.get(random.nextInt(HEADERS.size())), random);
                    });
            token.append(part == 0 ? "" : ".");
        }
        return token.toString();
    }

    private static String beginning(String header, Random random) {
        return encoded(header.substring(0, random.nextInt(Math.min(200, header.length()) + 1)));
    }

    /** Characters that may stand in a header's value; those that end a cookie's are left out. */
    private static String visible(Random random) {
        return random.ints(random.nextInt(40), 0x21, 0xff)
                .filter(c -> c != ';' && c != ',' && (c < 0x7f || c > 0xa0))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
