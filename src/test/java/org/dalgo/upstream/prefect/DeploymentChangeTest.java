package org.dalgo.upstream.prefect;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.noContent;
import static com.github.tomakehurst.wiremock.client.WireMock.notFound;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.quarkus.test.junit.QuarkusTest;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.dalgo.upstream.prefect.deployment.DeploymentDraft;
import org.dalgo.upstream.prefect.deployment.DeploymentPatch;
import org.dalgo.upstream.prefect.deployment.PrefectDeployment;
import org.dalgo.upstream.prefect.deployment.Schedule;
import org.dalgo.upstream.prefect.http.PrefectJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DeploymentChangeTest extends StubbedPrefect {

    private static final UUID ID = UUID.fromString("0198c000-0000-7000-8000-0000000000d1");
    private static final UUID FLOW = UUID.fromString("0198c000-0000-7000-8000-0000000000f1");
    private static final String PATH = "/api/deployments/" + ID;

    @BeforeEach
    void scheduledDeployment() {
        prefect.stubFor(any(anyUrl()).willReturn(noContent()));
        deploymentIs(false, true);
    }

    @Test
    void keepsTheSchedulesIdentityAndPlansTheNextRuns() {
        await(adapter.patchDeployment(ID, new DeploymentPatch().schedule(Schedule.utc("0 3 * * *"))));

        assertThat(requests()).containsExactly("PATCH " + PATH, "GET " + PATH, "POST " + PATH + "/schedule");
        prefect.verify(
                patchRequestedFor(urlEqualTo(PATH))
                        .withRequestBody(
                                equalToJson(
                                        """
                {"schedules":[{"slug":"main","active":true,
                   "schedule":{"cron":"0 3 * * *","timezone":"UTC","day_or":true}}]}""")));
    }

    @Test
    void sendsOnlyWhatChanges() {
        await(adapter.patchDeployment(
                ID, new DeploymentPatch().tags(List.of("org:7")).queue(null, "q7")));

        prefect.verify(patchRequestedFor(urlEqualTo(PATH))
                .withRequestBody(
                        equalToJson("{\"tags\":[\"org:7\"],\"work_pool_name\":\"dalgo\",\"work_queue_name\":\"q7\"}")));
    }

    @Test
    void pausesBeforeTheChangeAndPlansNothing() {
        deploymentIs(true, true);

        await(adapter.patchDeployment(ID, new DeploymentPatch().paused(true).tags(List.of("a"))));

        assertThat(requests()).containsExactly("POST " + PATH + "/pause_deployment", "PATCH " + PATH, "GET " + PATH);
    }

    @Test
    void resumesAfterTheChange() {
        await(adapter.patchDeployment(ID, new DeploymentPatch().paused(false).tags(List.of("a"))));

        assertThat(requests())
                .containsExactly(
                        "PATCH " + PATH,
                        "POST " + PATH + "/resume_deployment",
                        "GET " + PATH,
                        "POST " + PATH + "/schedule");
    }

    @Test
    void removesASchedule() {
        String schedule = "0198c000-0000-7000-8000-0000000000e1";
        prefect.stubFor(get(PATH + "/schedules").willReturn(okJson("[{\"id\":\"" + schedule + "\"}]")));
        prefect.stubFor(delete(PATH + "/schedules/" + schedule).willReturn(notFound()));

        await(adapter.patchDeployment(ID, new DeploymentPatch().noSchedule()));

        assertThat(requests())
                .contains("DELETE " + PATH + "/schedules/" + schedule)
                .doesNotContain("PATCH " + PATH);
    }

    @Test
    void succeedsEvenIfPrefectPlansTheNextRunsLater() {
        prefect.stubFor(post(PATH + "/schedule").willReturn(serverError()));

        PrefectDeployment changed = await(adapter.patchDeployment(ID, new DeploymentPatch().tags(List.of("a"))));

        assertThat(changed.schedule()).isEqualTo(Schedule.utc("0 3 * * *"));
    }

    @Test
    void plansTheNextRunsOnResume() {
        await(adapter.resumeDeployment(ID));

        assertThat(requests()).last().isEqualTo("POST " + PATH + "/schedule");
    }

    @Test
    void isDeletedWhenItWasNotThere() {
        prefect.stubFor(delete(PATH).willReturn(notFound()));

        assertThat(await(adapter.deleteDeployment(ID))).isNull();
    }

    @Test
    void isEmptyWhenPrefectDoesNotHaveIt() {
        prefect.stubFor(
                get(PATH).willReturn(aResponse().withStatus(404).withBody("{\"detail\":\"Deployment not found\"}")));

        assertThat(await(adapter.getDeployment(ID))).isEmpty();
    }

    @Test
    void isCreatedWithItsScheduleAndWithoutAnythingThatPrefectWouldEvaluate() {
        prefect.stubFor(post("/api/deployments/").willReturn(okJson(deployment(false, true))));

        await(adapter.createDeployment(new DeploymentDraft(
                "nightly",
                FLOW,
                "dalgo_flows.pipeline.run",
                json("{\"config\":{\"tasks\":[{\"x\":{\"__prefect_kind\":\"jinja\",\"template\":\"{{ 1 }}\"}}]}}"),
                json("{\"type\":\"object\"}"),
                List.of("acme"),
                Schedule.utc("0 3 * * *"),
                true,
                null,
                "ddp",
                null,
                1)));

        prefect.verify(
                postRequestedFor(urlEqualTo("/api/deployments/"))
                        .withRequestBody(
                                equalToJson(
                                        """
                {"name":"nightly","flow_id":"0198c000-0000-7000-8000-0000000000f1","entrypoint":"dalgo_flows.pipeline.run",
                 "pull_steps":[],"work_pool_name":"dalgo","work_queue_name":"ddp","paused":true,"tags":["acme"],
                 "schedules":[{"slug":"main","active":true,
                   "schedule":{"cron":"0 3 * * *","timezone":"UTC","day_or":true}}],
                 "parameters":{"config":{"tasks":[{"x":{"template":"{{ 1 }}"}}]}},
                 "parameter_openapi_schema":{"type":"object"},"enforce_parameter_schema":true,"concurrency_limit":1}""")));
    }

    private static void deploymentIs(boolean paused, boolean active) {
        prefect.stubFor(get(PATH).willReturn(okJson(deployment(paused, active))));
    }

    private static String deployment(boolean paused, boolean active) {
        return """
                {"id":"%s","name":"nightly","flow_id":"%s","paused":%s,"parameters":{},"tags":[],"status":"READY",
                 "schedules":[{"id":"0198c000-0000-7000-8000-0000000000e1","slug":"main","active":%s,
                   "schedule":{"cron":"0 3 * * *","timezone":"UTC","day_or":true}}],
                 "updated":"2026-09-01T02:30:00.123456Z","global_concurrency_limit":{"limit":1}}"""
                .formatted(ID, FLOW, paused, active);
    }

    private static List<String> requests() {
        return prefect.findAll(anyRequestedFor(anyUrl())).stream()
                .sorted(Comparator.comparing(LoggedRequest::getLoggedDate))
                .map(request -> request.getMethod() + " " + request.getUrl())
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return PrefectJson.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
