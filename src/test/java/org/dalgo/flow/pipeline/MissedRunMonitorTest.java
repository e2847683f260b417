package org.dalgo.flow.pipeline;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.dalgo.flow.FlowProfile;
import org.dalgo.flow.PrefectStub;
import org.dalgo.flow.TestTenant;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pipeline that was due at two o'clock and has no run. */
@QuarkusTest
@TestProfile(FlowProfile.class)
class MissedRunMonitorTest {

    private static final Instant DUE =
            LocalDate.now(ZoneOffset.UTC).atTime(2, 0).toInstant(ZoneOffset.UTC);
    private static final Instant LATER = DUE.plus(Duration.ofMinutes(45));
    private static final Duration BEFORE = Duration.ofHours(12);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final String RUN =
            """
            {"id": "%s", "name": "otter", "flow_id": "11111111-1111-1111-1111-111111111111", "deployment_id": "%s",
             "expected_start_time": "%s", "start_time": %s, "end_time": null, "total_run_time": 1.5, "parameters": {},
             "tags": [], "auto_scheduled": true,
             "state": {"id": "%s", "type": "%s", "name": "%s", "timestamp": "%s"}}
            """;

    @Inject
    TestTenant tenant;

    @Inject
    MissedRunMonitor monitor;

    private OrgView org;
    private RequestSpecification manager;
    private UUID deployment;

    @BeforeEach
    void aPipeline() {
        PrefectStub.reset();
        org = tenant.org();
        manager = tenant.as(org, "pipeline_manager");
        UUID connection = tenant.connection(org, "KoBo");
        deployment = UUID.fromString(manager.body(Map.of(
                        "name",
                        "nightly",
                        "cron",
                        "0 2 * * *",
                        "connections",
                        List.of(Map.of("id", connection.toString(), "seq", 1)),
                        "transformTasks",
                        List.of()))
                .post("/api/prefect/v1/flows/")
                .then()
                .statusCode(200)
                .extract()
                .path("deploymentId"));
        changedAt(DUE.minus(BEFORE));
        runs("[]");
        planned("[]");
    }

    @AfterEach
    void itsScheduleEnds() {
        tenant.run(org, "delete from deployment where org_id = $1", org.id().value());
    }

    @Test
    void managersAreNotifiedOnceForEachDueTime() {
        look(LATER);
        look(LATER.plus(Duration.ofMinutes(5)));

        assertThat(tenant.messages(org))
                .containsExactly(org.name() + ": the pipeline nightly did not start. It was due on " + DAY.format(DUE)
                        + " at 02:00 UTC. Prefect has made no run for that time. Save the pipeline again; if that does"
                        + " not help, ask the people who run the platform.\nhttp://localhost:3001/orchestrate");

        look(LATER.plus(Duration.ofDays(1)));
        assertThat(tenant.messages(org)).hasSize(2);
    }

    @Test
    void aRunThatNoWorkerFetchesIsNamedWithItsQueue() {
        planned("[" + run(DUE, "null", "SCHEDULED", "Late") + "]");
        PrefectStub.server()
                .stubFor(get(urlEqualTo("/api/work_pools/dalgo/queues/ddp"))
                        .willReturn(okJson("{\"name\": \"ddp\", \"status\": \"NOT_READY\"}")));

        look(LATER);

        assertThat(tenant.messages(org)).singleElement().asString().contains("no worker polls the queue ddp");
    }

    @Test
    void aRunThatIsKnownHereIsNotMissed() {
        tenant.run(
                org,
                "insert into run (org_id, deployment_id, prefect_deployment_id, state_type, state_name, started_at,"
                        + " ended_at) select org_id, id, prefect_deployment_id, 'FAILED', 'Failed', $2, $2 from deployment"
                        + " where org_id = $1",
                org.id().value(),
                DUE.plusSeconds(4).atOffset(ZoneOffset.UTC));

        look(LATER);

        assertThat(tenant.messages(org)).isEmpty();
    }

    @Test
    void aRunThatPrefectKnowsIsNotMissed() {
        runs("[" + run(DUE, '"' + DUE.plusSeconds(4).toString() + '"', "RUNNING", "Running") + "]");

        look(LATER);

        assertThat(tenant.messages(org)).isEmpty();
    }

    @Test
    void aPausedOneIsNotMissed() {
        tenant.run(
                org,
                "update deployment set schedule_active = false where org_id = $1",
                org.id().value());

        look(LATER);

        assertThat(tenant.messages(org)).isEmpty();
    }

    @Test
    void aScheduleThatIsYoungerThanItsDueTimeIsNotMissed() {
        changedAt(DUE.plusSeconds(1));

        look(LATER);

        assertThat(tenant.messages(org)).isEmpty();
    }

    @Test
    void itIsNotMissedBeforeItsTimeIsUp() {
        look(DUE.plus(Duration.ofMinutes(29)));

        assertThat(tenant.messages(org)).isEmpty();
    }

    @Test
    void nothingIsSaidWhilePrefectIsAway() {
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/flow_runs/filter"))
                        .atPriority(1)
                        .willReturn(aResponse().withStatus(500)));

        look(LATER);

        assertThat(tenant.messages(org)).isEmpty();
    }

    private void look(Instant now) {
        TestPeople.await(() -> monitor.notifyOfMissed(now));
    }

    private void changedAt(Instant time) {
        tenant.run(
                org,
                "update deployment set updated_at = $2 where org_id = $1",
                org.id().value(),
                time.atOffset(ZoneOffset.UTC));
    }

    /** Runs that have begun. */
    private static void runs(String answer) {
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/flow_runs/filter")).atPriority(5).willReturn(okJson(answer)));
    }

    /** Runs that have not. */
    private static void planned(String answer) {
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/flow_runs/filter"))
                        .atPriority(4)
                        .withRequestBody(matchingJsonPath("$[?(@.sort == 'NEXT_SCHEDULED_START_TIME_ASC')]"))
                        .willReturn(okJson(answer)));
    }

    private String run(Instant expected, String start, String type, String name) {
        return RUN.formatted(UUID.randomUUID(), deployment, expected, start, UUID.randomUUID(), type, name, expected);
    }
}
