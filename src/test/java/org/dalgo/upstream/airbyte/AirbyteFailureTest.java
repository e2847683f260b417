package org.dalgo.upstream.airbyte;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.IntStream;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.upstream.airbyte.actor.ActorSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a caller sees when Airbyte misbehaves. */
@QuarkusTest
class AirbyteFailureTest {

    private static final UUID ID = UUID.fromString("6f1c7e0e-1111-4222-8333-444455556666");
    private static final String SECRET = "hunter2-secret";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static WireMockServer server;

    @Inject
    Vertx vertx;

    @BeforeAll
    static void start() {
        server = new WireMockServer(
                WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @BeforeEach
    void reset() {
        server.resetAll();
    }

    @Test
    void reportsAirbyteUnreachableWhenNoServerListens() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        UpstreamFailure failure = failure(TestAirbyte.adapter(free).workspaces().get(ID));

        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure.detail()).isEqualTo("Airbyte cannot be reached.");
        assertThat(failure.outcomeUnknown()).isFalse();
    }

    @Test
    void failsAtOnceAfterSeveralUnansweredCalls() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        AirbyteAdapter adapter = TestAirbyte.adapter(free, "retry.attempts", "0", "breaker.failures", "2");
        failure(adapter.workspaces().get(ID));
        failure(adapter.workspaces().get(ID));

        assertThat(failure(adapter.workspaces().get(ID)).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void givesUpWaitingAndDoesNotRepeat() {
        answer("sources/get", okJson("{}").withFixedDelay(3000));

        UpstreamFailure failure =
                failure(adapter("timeout.read", "0.2S").sources().get(ID));

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.problem().status()).isEqualTo(504);
        assertThat(failure.detail()).startsWith("Airbyte did not answer within");
        assertThat(failure.outcomeUnknown()).isTrue();
        server.verify(1, postRequestedFor(urlEqualTo("/api/v1/sources/get")));
    }

    @Test
    void givesUpOnABodyThatTrickles() {
        answer("sources/get", okJson(source()).withChunkedDribbleDelay(20, 4000));

        assertThat(failure(adapter("timeout.read", "0.3S").sources().get(ID)).kind())
                .isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void repeatsAReadWhenTheGatewayFailed() {
        server.stubFor(post(urlEqualTo("/api/v1/sources/get"))
                .inScenario("gateway")
                .whenScenarioStateIs("Started")
                .willReturn(html(502))
                .willSetStateTo("well"));
        server.stubFor(post(urlEqualTo("/api/v1/sources/get"))
                .inScenario("gateway")
                .whenScenarioStateIs("well")
                .willReturn(okJson(source())));

        assertThat(adapter().sources().get(ID).await().atMost(LIMIT).name()).isEqualTo("a source");
    }

    @Test
    void sendsAWriteOnlyOnce() {
        answer("sources/create", html(504));

        UpstreamFailure failure = failure(adapter().sources().create(spec()));

        assertThat(failure.kind()).isEqualTo(Kind.SERVER_ERROR);
        assertThat(failure.outcomeUnknown()).isTrue();
        server.verify(1, postRequestedFor(urlEqualTo("/api/v1/sources/create")));
    }

    @Test
    void neverStartsASyncTwice() {
        answer("connections/sync", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

        UpstreamFailure failure = failure(adapter().jobs().startSync(ID));

        assertThat(failure.kind()).isEqualTo(Kind.INVALID_RESPONSE);
        server.verify(1, postRequestedFor(urlEqualTo("/api/v1/connections/sync")));
    }

    @Test
    void keepsStackTracesAndClassNamesToItself() {
        answer(
                "sources/get",
                aResponse()
                        .withStatus(500)
                        .withBody(
                                "{\"message\":\"Internal Server Error: db-7.internal\",\"exceptionClassName\":\"java.X\","
                                        + "\"exceptionStack\":[\"java.X: no\",\" at io.airbyte.Y\"]}"));

        UpstreamFailure failure = failure(adapter().sources().get(ID));

        assertThat(failure.kind()).isEqualTo(Kind.SERVER_ERROR);
        assertThat(failure.detail()).isEqualTo("Airbyte could not read the source: it failed inside.");
    }

    @Test
    void passesTheErrorNumberOnThatAnAdministratorCanLookUp() {
        answer("sources/get", aResponse().withStatus(500).withBody("{\"errorId\":\"" + ID + "\"}"));

        assertThat(failure(adapter().sources().get(ID)).detail()).contains("(Airbyte error " + ID + ")");
    }

    @Test
    void cutsTheSchemaOffWhatIsWrongWithAConfiguration() {
        answer(
                "sources/create",
                aResponse()
                        .withStatus(422)
                        .withBody(
                                "{\"message\":\"The provided configuration does not fulfill the specification. Errors: $.host:"
                                        + " required property\\nSchema: \\n{\\\"a\\\":1}\",\"exceptionStack\":[]}"));

        UpstreamFailure failure = failure(adapter().sources().create(spec()));

        assertThat(failure.kind()).isEqualTo(Kind.INVALID);
        assertThat(failure.detail()).contains("$.host: required property").doesNotContain("Schema");
    }

    @Test
    void namesAirbyteWhenTheAnswerIsNoJson() {
        answer("sources/get", aResponse().withStatus(200).withBody("{\"password\": \"" + SECRET + "\" oops"));

        UpstreamFailure failure = failure(adapter().sources().get(ID));

        assertThat(failure.kind()).isEqualTo(Kind.INVALID_RESPONSE);
        assertThat(failure).hasStackTraceContaining("Airbyte");
        assertThat(stackOf(failure)).doesNotContain(SECRET);
    }

    @Test
    void callsAHalfAnswerBroken() {
        answer("sources/get", okJson("{\"name\":\"no id\"}"));

        assertThat(failure(adapter().sources().get(ID)).detail())
                .isEqualTo("Airbyte gave an answer without a usable sourceId.");
    }

    @Test
    void refusesAnAnswerThatIsTooLong() {
        answer("sources/get", okJson("{\"name\":\"" + "x".repeat(5000) + "\"}"));

        assertThat(failure(adapter("max-answer", "1K").sources().get(ID)).detail())
                .isEqualTo("Airbyte's answer is too long.");
    }

    @Test
    void saysThatItsCredentialsWereRefusedEvenInHtml() {
        answer("sources/get", html(401));

        UpstreamFailure failure = failure(adapter("auth.mode", "basic", "auth.username", "u", "auth.password", SECRET)
                .sources()
                .get(ID));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.problem().status()).isEqualTo(502);
        assertThat(stackOf(failure)).doesNotContain(SECRET);
    }

    @Test
    void countsAnObjectThatIsGoneAsDeleted() {
        answer("sources/delete", aResponse().withStatus(404).withBody("{}"));

        assertThat(adapter().sources().delete(ID).await().atMost(LIMIT)).isNull();
    }

    @Test
    void renewsItsTokenOnceAndReplaysTheCall() {
        answer("applications/token", okJson("{\"access_token\":\"" + token("first", 900) + "\"}"));
        answer("sources/get", aResponse().withStatus(401).withBody("{\"message\":\"Unauthorized\"}"));
        AirbyteAdapter adapter = withToken();

        UpstreamFailure failure = failure(adapter.sources().get(ID));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        server.verify(2, postRequestedFor(urlEqualTo("/api/v1/applications/token")));
        server.verify(2, postRequestedFor(urlEqualTo("/api/v1/sources/get")));
    }

    @Test
    void asksForOneTokenHoweverManyCallsNeedIt() {
        String token = token("shared", 900);
        answer(
                "applications/token",
                okJson("{\"access_token\":\"" + token + "\"}").withFixedDelay(200));
        server.stubFor(post(urlEqualTo("/api/v1/sources/get"))
                .withHeader("Authorization", equalTo("Bearer " + token))
                .willReturn(okJson(source())));
        AirbyteAdapter adapter = withToken();

        Uni.join()
                .all(IntStream.range(0, 8)
                        .mapToObj(i -> adapter.sources().get(ID))
                        .toList())
                .andFailFast()
                .await()
                .atMost(LIMIT);

        server.verify(1, postRequestedFor(urlEqualTo("/api/v1/applications/token")));
    }

    @Test
    void reportsAConflictOnlyWhenAJobIsRunning() {
        answer("connections/sync", aResponse().withStatus(409).withBody("{\"message\":\"failed to access database\"}"));
        server.stubFor(com.github.tomakehurst.wiremock.client.WireMock.get(urlEqualTo("/api/v1/instance_configuration"))
                .willReturn(okJson("{\"version\":\"2.0.0\"}")));
        answer(
                "jobs/list",
                okJson("{\"jobs\":[{\"job\":{\"id\":1,\"status\":\"failed\"},\"attempts\":[]}],\"totalJobCount\":1}"));

        assertThat(failure(adapter().jobs().startSync(ID)).kind()).isEqualTo(Kind.SERVER_ERROR);

        answer("jobs/list", okJson("{\"jobs\":[{\"job\":{\"id\":2,\"status\":\"incomplete\"},\"attempts\":[]}]}"));
        assertThat(failure(adapter().jobs().startSync(ID)).kind()).isEqualTo(Kind.CONFLICT);
    }

    @Test
    void answersOnTheContextOfTheCaller() {
        answer("sources/get", okJson(source()));
        var context = vertx.getOrCreateContext();
        Uni<Boolean> same = Uni.createFrom()
                .emitter(emitter -> context.runOnContext(ignored -> adapter()
                        .sources()
                        .get(ID)
                        .subscribe()
                        .with(source -> emitter.complete(Vertx.currentContext() == context), emitter::fail)));

        assertThat(same.await().atMost(LIMIT)).isTrue();
    }

    private static AirbyteAdapter adapter(String... settings) {
        return TestAirbyte.adapter(server.port(), settings);
    }

    private static AirbyteAdapter withToken() {
        return adapter("auth.mode", "client-credentials", "auth.client-id", "dalgo", "auth.client-secret", SECRET);
    }

    private static void answer(String path, ResponseDefinitionBuilder response) {
        server.stubFor(post(urlEqualTo("/api/v1/" + path)).willReturn(response));
    }

    private static ResponseDefinitionBuilder html(int status) {
        return aResponse()
                .withStatus(status)
                .withHeader("content-type", "text/html")
                .withBody("<html><body><h1>" + status + "</h1></body></html>");
    }

    private static UpstreamFailure failure(Uni<?> call) {
        UpstreamFailure failure =
                catchThrowableOfType(UpstreamFailure.class, () -> call.await().atMost(LIMIT));
        assertThat(failure).isNotNull();
        assertThat(failure.system()).isEqualTo("Airbyte");
        assertThat(failure.detail()).contains("Airbyte").doesNotContain("127.0.0.1");
        return failure;
    }

    private static String stackOf(Throwable failure) {
        var text = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    private static ActorSpec spec() {
        return new ActorSpec(
                ID, ID, "a source", JsonNodeFactory.instance.objectNode().put("password", SECRET));
    }

    private static String source() {
        return "{\"sourceId\":\"%1$s\",\"sourceDefinitionId\":\"%1$s\",\"workspaceId\":\"%1$s\",\"name\":\"a source\"}"
                .formatted(ID);
    }

    private static String token(String name, long seconds) {
        String claims =
                "{\"sub\":\"%s\",\"exp\":%d}".formatted(name, Instant.now().getEpochSecond() + seconds);
        return "e30."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".x";
    }
}
