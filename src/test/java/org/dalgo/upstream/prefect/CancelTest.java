package org.dalgo.upstream.prefect;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.notFound;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.upstream.prefect.run.CancelOutcome;
import org.dalgo.upstream.prefect.run.StateType;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CancelTest extends StubbedPrefect {

    private static final UUID RUN = UUID.fromString("0198c000-0000-7000-8000-000000000001");
    private static final String PATH = "/api/flow_runs/" + RUN;

    @Test
    void isOnItsWayWhenPrefectAccepts() {
        answer("ACCEPT", "CANCELLING");

        assertThat(cancel()).isEqualTo(new CancelOutcome(CancelOutcome.Kind.CANCELLING, StateType.CANCELLING));
        prefect.verify(
                postRequestedFor(urlEqualTo(PATH + "/set_state"))
                        .withRequestBody(
                                equalToJson(
                                        "{\"state\":{\"type\":\"CANCELLING\",\"name\":\"Cancelling\",\"message\":\"by hand\"},\"force\":false}")));
    }

    @Test
    void isDoneWhenARunWithoutAProcessIsRejectedIntoCancelled() {
        answer("REJECT", "CANCELLED");

        assertThat(cancel()).isEqualTo(new CancelOutcome(CancelOutcome.Kind.CANCELLED, StateType.CANCELLED));
    }

    @Test
    void isOnItsWayWhenItAlreadyWas() {
        answer("REJECT", null);
        runIs("CANCELLING");

        assertThat(cancel().kind()).isEqualTo(CancelOutcome.Kind.CANCELLING);
    }

    @Test
    void comesTooLateForARunThatHasEnded() {
        answer("ABORT", null);
        runIs("COMPLETED");

        assertThat(cancel()).isEqualTo(new CancelOutcome(CancelOutcome.Kind.ALREADY_ENDED, StateType.COMPLETED));
    }

    @Test
    void comesTooLateForARunThatWasCancelledBefore() {
        answer("ABORT", "CANCELLED");
        runIs("CANCELLED");

        assertThat(cancel()).isEqualTo(new CancelOutcome(CancelOutcome.Kind.ALREADY_ENDED, StateType.CANCELLED));
    }

    @Test
    void failsWithPrefectsReasonWhenTheRunGoesOn() {
        answer("WAIT", null);
        runIs("RUNNING");

        var failure = failure(adapter.cancel(RUN, "by hand"));

        assertThat(failure.kind()).isEqualTo(Kind.CONFLICT);
        assertThat(failure.detail()).isEqualTo("Prefect could not cancel the run: it has ended.");
    }

    @Test
    void failsForARunThatPrefectDoesNotHave() {
        prefect.stubFor(post(PATH + "/set_state").willReturn(notFound()));

        assertThat(failure(adapter.cancel(RUN, "by hand")).kind()).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void endsAHangingCancellationWithoutForce() {
        answer("ACCEPT", "CANCELLED");

        assertThat(await(adapter.endCancelling(RUN, "hung"))).isEqualTo(StateType.CANCELLED);
        prefect.verify(
                postRequestedFor(urlEqualTo(PATH + "/set_state"))
                        .withRequestBody(
                                equalToJson(
                                        "{\"state\":{\"type\":\"CANCELLED\",\"name\":\"Cancelled\",\"message\":\"hung\"},\"force\":false}")));
    }

    @Test
    void forcesAStateOnARunWhoseWorkerIsGone() {
        answer("ACCEPT", "CRASHED");

        assertThat(await(adapter.forceState(RUN, StateType.CRASHED, "Crashed", "worker gone")))
                .isEqualTo(StateType.CRASHED);
        prefect.verify(
                postRequestedFor(urlEqualTo(PATH + "/set_state"))
                        .withRequestBody(
                                equalToJson(
                                        "{\"state\":{\"type\":\"CRASHED\",\"name\":\"Crashed\",\"message\":\"worker gone\"},\"force\":true}")));
    }

    @Test
    void returnsTheStateOfTheRunWhenItsChangeIsAborted() {
        answer("ABORT", null);
        runIs("FAILED");

        assertThat(await(adapter.endCancelling(RUN, "hung"))).isEqualTo(StateType.FAILED);
    }

    private CancelOutcome cancel() {
        return await(adapter.cancel(RUN, "by hand"));
    }

    private static void answer(String status, String type) {
        String state = type == null ? "null" : "{\"type\":\"" + type + "\",\"name\":\"x\"}";
        prefect.stubFor(post(PATH + "/set_state")
                .willReturn(aResponse()
                        .withStatus(201)
                        .withBody("{\"state\":" + state + ",\"status\":\"" + status
                                + "\",\"details\":{\"reason\":\"it has ended.\"}}")));
    }

    private static void runIs(String type) {
        prefect.stubFor(get(PATH)
                .willReturn(okJson("{\"id\":\"" + RUN + "\",\"state\":{\"type\":\"" + type + "\",\"name\":\"x\"}}")));
    }
}
