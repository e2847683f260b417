package org.dalgo.upstream.prefect;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.temporaryRedirect;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.upstream.prefect.deployment.DeploymentDraft;
import org.dalgo.upstream.prefect.deployment.DeploymentPatch;
import org.dalgo.upstream.prefect.log.LogDraft;
import org.dalgo.upstream.prefect.run.FlowRunDraft;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PrefectFailureTest extends StubbedPrefect {

    private static final UUID RUN = UUID.fromString("0198c000-0000-7000-8000-000000000001");
    private static final String RUN_BODY = "{\"id\":\"" + RUN + "\",\"name\":\"swift-fox\",\"state\":null}";

    @Test
    void saysThatPrefectCannotBeReachedWhenTheConnectionIsRefused() throws IOException {
        PrefectAdapter nowhere = adapter("http://127.0.0.1:" + unusedPort() + "/api");

        UpstreamFailure failure = failure(nowhere.info());

        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure.problem()).isEqualTo(Problem.UPSTREAM_UNAVAILABLE);
        assertThat(failure.detail()).isEqualTo("Prefect cannot be reached.");
        assertThat(failure.outcomeUnknown()).isFalse();
    }

    @Test
    void failsAtOnceAfterSeveralRefusedConnectionsAndRecoversByItself() throws IOException {
        int port = unusedPort();
        PrefectAdapter down = adapter("http://127.0.0.1:" + port + "/api", "breaker.open-for", "0.3S");
        failure(down.getFlowRun(RUN));
        failure(down.getFlowRun(RUN));

        UpstreamFailure failure = failure(down.getFlowRun(RUN));

        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure.detail()).isEqualTo("Prefect cannot be reached at the moment.");
        var back = new WireMockServer(port);
        back.stubFor(get("/api/flow_runs/" + RUN).willReturn(okJson(RUN_BODY)));
        back.start();
        try {
            Awaitility.await().atMost(Duration.ofSeconds(5)).ignoreExceptions().until(() -> await(down.getFlowRun(RUN))
                    .isPresent());
        } finally {
            back.stop();
        }
    }

    @Test
    void doesNotRepeatARequestThatWasNotAnsweredInTime() {
        PrefectAdapter impatient = adapter(prefect.baseUrl() + "/api", "read-timeout", "1S");
        answer(okJson("{}").withFixedDelay(3000));

        UpstreamFailure failure = failure(impatient.getFlowRun(RUN));

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.problem().status()).isEqualTo(504);
        assertThat(failure.detail()).isEqualTo("Prefect did not answer within 1 s.");
        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void countsASlowBodyIntoTheTimeOfTheRequest() {
        PrefectAdapter impatient = adapter(prefect.baseUrl() + "/api", "read-timeout", "1S");
        answer(okJson(RUN_BODY).withChunkedDribbleDelay(10, 5000));

        assertThat(failure(impatient.getFlowRun(RUN)).kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void saysThatItIsBusyWhenAllConnectionsAreTaken() {
        PrefectAdapter narrow =
                adapter(prefect.baseUrl() + "/api", "pool-size", "1", "pool-wait", "0.1S", "retry.attempts", "0");
        answer(okJson(RUN_BODY).withFixedDelay(1500));
        CompletableFuture<?> first = narrow.getFlowRun(RUN).subscribeAsCompletionStage();

        UpstreamFailure failure = failure(narrow.getFlowRun(RUN));

        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure.detail()).isEqualTo("Prefect is busy.");
        first.join();
    }

    @Test
    void answersOnTheCallersContextEvenAfterARepetition() {
        answer(aResponse().withStatus(503));
        CompletableFuture<Context> answeredOn = new CompletableFuture<>();
        Context callers = vertx.getOrCreateContext();

        callers.runOnContext(ignored -> adapter.getFlowRun(RUN)
                .subscribe()
                .with(
                        run -> answeredOn.completeExceptionally(new AssertionError("no failure")),
                        failure -> answeredOn.complete(Vertx.currentContext())));

        assertThat(answeredOn).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(callers);
        assertThat(calls()).isEqualTo(3);
    }

    @Test
    void repeatsAReadAfterAServerErrorAndThenGivesUp() {
        answer(aResponse().withStatus(500).withBody("{\"exception_message\":\"Internal Server Error\"}"));

        UpstreamFailure failure = failure(adapter.getFlowRun(RUN));

        assertThat(failure.kind()).isEqualTo(Kind.SERVER_ERROR);
        assertThat(failure.detail()).isEqualTo("Prefect could not read the run because of an error of its own.");
        assertThat(calls()).isEqualTo(3);
    }

    @Test
    void answersWhenTheSecondAttemptDoes() {
        prefect.stubFor(any(anyUrl())
                .inScenario("busy")
                .whenScenarioStateIs(STARTED)
                .willSetStateTo("free")
                .willReturn(aResponse().withStatus(503).withBody("{\"exception_message\":\"Service Unavailable\"}")));
        prefect.stubFor(
                any(anyUrl()).inScenario("busy").whenScenarioStateIs("free").willReturn(okJson(RUN_BODY)));

        assertThat(await(adapter.getFlowRun(RUN))).isPresent();
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void repeatsStartingARunBecauseItsKeyMakesThatSafe() {
        answer(aResponse().withStatus(503));

        UpstreamFailure failure = failure(adapter.createFlowRun(RUN, FlowRunDraft.now("click-1")));

        assertThat(failure.detail()).isEqualTo("Prefect is busy or restarting.");
        assertThat(calls()).isEqualTo(3);
    }

    @Test
    void repeatsNeitherCreatingADeploymentNorWritingLines() {
        answer(aResponse().withStatus(503));

        failure(adapter.createDeployment(draft()));
        failure(adapter.addLogs(List.of(new LogDraft(RUN, null, "dalgo", 20, Instant.EPOCH, "line"))));

        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void repeatsChangesThatMayBeMadeTwice() {
        answer(aResponse().withStatus(500));

        failure(adapter.cancel(RUN, "by hand"));
        failure(adapter.deleteDeployment(RUN));
        failure(adapter.patchDeployment(RUN, new DeploymentPatch().tags(List.of("a"))));

        assertThat(calls()).isEqualTo(9);
    }

    @Test
    void repeatsAReadWhoseConnectionWasDropped() {
        answer(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

        UpstreamFailure failure = failure(adapter.getFlowRun(RUN));

        assertThat(failure.kind()).isEqualTo(Kind.INVALID_RESPONSE);
        assertThat(failure.detail()).isEqualTo("Prefect broke off its answer.");
        assertThat(calls()).isEqualTo(3);
    }

    @Test
    void doesNotPassOnWhatCannotBeRead() {
        answer(okJson("{\"id\":\"" + RUN + "\",\"name\":\"s3cret"));

        UpstreamFailure failure = failure(adapter.getFlowRun(RUN));

        assertThat(failure.kind()).isEqualTo(Kind.INVALID_RESPONSE);
        assertThat(failure.detail()).isEqualTo("Prefect gave an answer that cannot be read.");
        assertThat(everythingSaid(failure)).doesNotContain("s3cret");
    }

    @Test
    void takesJsonOfAnotherShapeForUnreadable() {
        answer(okJson("[1,2]"));

        assertThat(failure(adapter.getFlowRun(RUN)).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void takesAnEmptyAnswerForUnreadableWhereOneIsExpected() {
        answer(aResponse().withStatus(200));

        assertThat(failure(adapter.getFlowRun(RUN)).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void refusesAnAnswerThatWouldNotFitIntoMemory() {
        PrefectAdapter small = adapter(prefect.baseUrl() + "/api", "max-answer", "10");
        answer(okJson(RUN_BODY));

        assertThat(failure(small.getFlowRun(RUN)).detail()).isEqualTo("Prefect's answer is too long.");
    }

    @Test
    void doesNotFollowRedirects() {
        answer(temporaryRedirect("/api/flow_runs/"));

        assertThat(failure(adapter.getFlowRun(RUN)).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void namesTheFieldOfAnInvalidRequestButRepeatsNothingOfIt() {
        answer(
                aResponse()
                        .withStatus(422)
                        .withBody(
                                """
                {"exception_message":"Invalid request received.",
                 "exception_detail":[{"type":"value_error","loc":["body","schedules",0,"schedule","cron"],
                    "msg":"Value error, invalid cron: s3cret","input":"s3cret"}],
                 "request_body":{"name":"x","token":"s3cret"}}"""));

        UpstreamFailure failure = failure(adapter.createDeployment(draft()));

        assertThat(failure.kind()).isEqualTo(Kind.INVALID);
        assertThat(failure.problem()).isEqualTo(Problem.BAD_REQUEST);
        assertThat(failure.detail())
                .isEqualTo("Prefect could not create the deployment: schedules.0.schedule.cron is not valid.");
        assertThat(everythingSaid(failure)).doesNotContain("s3cret");
    }

    @Test
    void saysNothingOfWhatPrefectSaysAboutASecret() {
        prefect.stubFor(any(anyUrl()).willReturn(okJson("{\"id\":\"" + RUN + "\"}")));
        prefect.stubFor(any(urlEqualTo("/api/block_schemas/filter")).willReturn(okJson("[{\"id\":\"" + RUN + "\"}]")));
        prefect.stubFor(any(urlEqualTo("/api/block_documents/"))
                .willReturn(aResponse().withStatus(422).withBody("{\"detail\":\"cannot take s3cret\"}")));

        UpstreamFailure failure = failure(adapter.putSecret("dbt-profile", "s3cret"));

        assertThat(failure.detail()).isEqualTo("Prefect could not store the secret: it rejected the content.");
        assertThat(everythingSaid(failure)).doesNotContain("s3cret");
    }

    @Test
    void reportsPrefectsReasonForAConflict() {
        answer(aResponse()
                .withStatus(409)
                .withBody("{\"detail\":\"Error creating flow run: 'config' is a required property\"}"));

        UpstreamFailure failure = failure(adapter.createFlowRun(RUN, FlowRunDraft.now("k")));

        assertThat(failure.kind()).isEqualTo(Kind.CONFLICT);
        assertThat(failure.detail())
                .isEqualTo(
                        "Prefect could not start the run: Error creating flow run: 'config' is a required property.");
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void saysThatOurCredentialsWereRefused() {
        answer(aResponse().withStatus(401).withBody("{\"exception_message\":\"Unauthorized\"}"));

        assertThat(failure(adapter.getFlowRun(RUN)).detail()).isEqualTo("Prefect refused our credentials.");
    }

    @Test
    void sendsItsCredentialsInTheHeaderOnly() {
        PrefectAdapter signedIn = adapter(prefect.baseUrl() + "/api", "auth-string", "admin:pass");
        answer(okJson(RUN_BODY));

        await(signedIn.getFlowRun(RUN));

        prefect.verify(anyRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Basic YWRtaW46cGFzcw==")));
    }

    private static DeploymentDraft draft() {
        return new DeploymentDraft("d", RUN, "a.b", null, null, List.of(), null, false, null, null, null, null);
    }

    private static void answer(ResponseDefinitionBuilder answer) {
        prefect.stubFor(any(anyUrl()).willReturn(answer));
    }

    private static int calls() {
        return prefect.findAll(anyRequestedFor(anyUrl())).size();
    }

    private static String everythingSaid(Throwable failure) {
        StringBuilder said = new StringBuilder();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            said.append(t).append('\n');
        }
        return said.toString();
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
