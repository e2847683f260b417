package org.dalgo.platform.filter;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ResponseHeadersTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/runs/1", "/theme.js", "/api/currentuserv2", "/api/none", "/none", "/webhooks/none"})
    void everyResponseHasThem(String path) {
        Response answer = given().get(path);

        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Content-Security-Policy"))
                .contains("frame-ancestors 'none'", "default-src")
                .doesNotContain("unsafe-");
        assertThat(answer.header("Strict-Transport-Security")).isNull();
    }

    @Test
    void theConsoleHasNoInlineScript() {
        String page = given().get("/").asString();

        assertThat(page).doesNotContainPattern("<script(?![^>]* src=)").doesNotContainPattern("\\son\\w+=");
    }

    @Test
    void answersWithDataAreNotStored() {
        given().contentType("application/json")
                .body("{\"username\": \"no@ngo.test\", \"password\": \"x\"}")
                .post("/api/v2/login/")
                .then()
                .header("Cache-Control", "no-store");
        given().get("/api/currentuserv2").then().statusCode(401).header("Cache-Control", "no-store");
        given().get("/").then().header("Cache-Control", not(containsString("no-store")));
    }

    @Test
    void refusalsOfTheFrameworkHaveThemToo() {
        given().header("Origin", "https://evil.test")
                .get("/api/currentuserv2")
                .then()
                .statusCode(403)
                .header("X-Content-Type-Options", "nosniff");
    }

    @Test
    void aMethodThatARouteDoesNotTakeIsRefused() {
        given().delete("/api/audit").then().statusCode(405).body("code", equalTo("METHOD_NOT_ALLOWED"));
    }

    @Test
    void browsersKeepToHttpsWhereAProxyTerminatesTls() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        new ResponseHeaders(new BehindTls()).complete("/api/x", headers);

        assertThat(headers.get("Strict-Transport-Security")).isEqualTo("max-age=86400; includeSubDomains");
    }

    @Test
    void aHeaderOfAResourceStays() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .set("Cache-Control", "private, max-age=300")
                .set("Content-Security-Policy", "sandbox");
        new ResponseHeaders(new BehindTls()).complete("/api/logo", headers);

        assertThat(headers.get("Cache-Control")).isEqualTo("private, max-age=300");
        assertThat(headers.get("Content-Security-Policy")).isEqualTo("sandbox");
    }

    private record BehindTls() implements HttpConfig {
        @Override
        public List<String> webAppOrigins() {
            return List.of();
        }

        @Override
        public Duration idle() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration bodyTimeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public boolean tlsTerminated() {
            return true;
        }

        @Override
        public Duration hstsMaxAge() {
            return Duration.ofDays(1);
        }
    }
}
