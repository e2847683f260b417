package org.dalgo.flow.run.event;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.dalgo.flow.FlowProfile;
import org.dalgo.flow.PrefectStub;
import org.dalgo.flow.TestTenant;
import org.dalgo.flow.run.FlowRunStub;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(FlowProfile.class)
class StaleRunDetectorTest {

    private static final Duration SILENCE = Duration.ofSeconds(20);

    @Inject
    TestTenant tenant;

    @Inject
    StaleRunDetector detector;

    @Inject
    RunReconciler reconciler;

    private OrgView org;
    private UUID run;
    private Instant since;

    @BeforeEach
    void aSilentRun() {
        FlowRunStub.begin();
        org = tenant.org();
        run = UUID.randomUUID();
        since = Instant.now().minus(SILENCE);
        tenant.run(
                org,
                "insert into run (org_id, prefect_deployment_id, prefect_flow_run_id, state_type, state_name, state_at, started_at, heartbeat_at,"
                        + " dispatch) values ($1, gen_random_uuid(), $2, 'RUNNING', 'Running', $3, $3, $3, 'sent')",
                org.id().value(),
                run,
                since.atOffset(ZoneOffset.UTC));
        prefectHas("RUNNING", since.minusSeconds(1));
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/flow_runs/" + run + "/set_state"))
                        .inScenario(run.toString())
                        .willSetStateTo("forced")
                        .willReturn(okJson("{\"status\": \"ACCEPT\", \"state\": {\"type\": \"CRASHED\","
                                + " \"name\": \"Crashed\", \"timestamp\": \"" + Instant.now() + "\"}}")));
        PrefectStub.server()
                .stubFor(get(urlEqualTo("/api/flow_runs/" + run))
                        .atPriority(1)
                        .inScenario(run.toString())
                        .whenScenarioStateIs("forced")
                        .willReturn(okJson(json("CRASHED", Instant.now()))));
    }

    @Test
    void aRunWithoutAnySignOfLifeCrashesAndItsLocksAreFree() {
        lock();

        look(Instant.now());

        assertThat(state()).isEqualTo("CRASHED");
        assertThat(tenant.rows(org, "select 1 from task_lock where org_id = $1 and released_at is null", orgId()))
                .isEmpty();
    }

    @Test
    void aRunThatAWorkerTookAndNeverBeganCrashesAfterAWhile() {
        tenant.run(
                org,
                "update run set state_type = 'PENDING', state_name = 'Pending', started_at = null, heartbeat_at = null"
                        + " where prefect_flow_run_id = $1",
                run);
        look(Instant.now());
        assertThat(state()).isEqualTo("PENDING");
        since = Instant.now().minus(Duration.ofMinutes(11));
        tenant.run(
                org,
                "update run set state_at = $2 where prefect_flow_run_id = $1",
                run,
                since.atOffset(ZoneOffset.UTC));
        prefectHas("PENDING", since.minusSeconds(1));

        look(Instant.now());

        assertThat(state()).isEqualTo("CRASHED");
    }

    @Test
    void silenceCountsOnlyUpToTheLastProofThatTheSocketDelivers() {
        look(Instant.now().minusSeconds(5));

        assertThat(state()).isEqualTo("RUNNING");
        requireNotForced();
    }

    @Test
    void aConnectionThatIsYoungerThanTheSilenceProvesNothing() {
        Instant now = Instant.now();

        TestPeople.await(() -> detector.markCrashed(now.minusSeconds(10), now));
        TestPeople.await(() -> detector.markCrashed(null, now));
        TestPeople.await(() -> detector.markCrashed(now.minusSeconds(60), null));

        assertThat(state()).isEqualTo("RUNNING");
    }

    @Test
    void aHeartbeatCountsBeforeItIsWritten() {
        detector.onHeartbeat(run);

        look(Instant.now());

        assertThat(state()).isEqualTo("RUNNING");
        requireNotForced();
    }

    @Test
    void aRunThatStillLogsLives() {
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/logs/filter"))
                        .willReturn(okJson(
                                "[{\"id\": \"%s\", \"level\": 20, \"timestamp\": \"%s\", \"message\": \"x\", \"name\": \"x\","
                                                .formatted(UUID.randomUUID(), Instant.now())
                                        + " \"flow_run_id\": \"" + run + "\", \"task_run_id\": null}]")));

        look(Instant.now());

        assertThat(state()).isEqualTo("RUNNING");
        requireNotForced();
        assertThat(tenant.rows(
                        org,
                        "select 1 from run where prefect_flow_run_id = $1 and heartbeat_at > now() - interval '5 seconds'",
                        run))
                .hasSize(1);
    }

    @Test
    void aStepThatChangedIsASignOfLife() {
        tenant.run(
                org,
                "insert into run_step (run_id, org_id, prefect_task_run_id, label, seq, state_type, state_name, state_at)"
                        + " select id, org_id, gen_random_uuid(), 'x', 0, 'RUNNING', 'Running', now() from run"
                        + " where prefect_flow_run_id = $1",
                run);

        look(Instant.now());

        assertThat(state()).isEqualTo("RUNNING");
    }

    @Test
    void whatPrefectKnowsBetterIsFollowedInstead() {
        prefectHas("COMPLETED", Instant.now());

        look(Instant.now());

        assertThat(state()).isEqualTo("COMPLETED");
        requireNotForced();
    }

    @Test
    void aTrueEndReplacesACrashAndItsLogIsReadAgain() {
        look(Instant.now());
        tenant.run(org, "update run set log_complete = true where prefect_flow_run_id = $1", run);
        assertThat(state()).isEqualTo("CRASHED");
        FlowRunStub.has(run, UUID.randomUUID(), UUID.randomUUID(), "COMPLETED", "Completed");

        TestPeople.await(reconciler::reconcile);

        assertThat(state()).isEqualTo("COMPLETED");
        assertThat(tenant.value(org, "select log_complete from run where prefect_flow_run_id = $1", run))
                .isEqualTo(false);
    }

    @Test
    void aRunThatWasDeclaredCrashedAndStillRunsTakesItsLocksAgain() {
        lock();
        look(Instant.now());
        assertThat(state()).isEqualTo("CRASHED");
        assertThat(heldLocks()).isZero();
        FlowRunStub.has(run, UUID.randomUUID(), UUID.randomUUID(), "RUNNING", "Running");

        TestPeople.await(reconciler::reconcile);

        assertThat(state()).isEqualTo("RUNNING");
        assertThat(heldLocks()).isEqualTo(1);
    }

    @Test
    void aCancellationOfARunWhoseWorkerIsDeadEnds() {
        lock();
        tenant.run(
                org,
                "update run set state_type = 'CANCELLING', state_name = 'Cancelling' where prefect_flow_run_id = $1",
                run);
        prefectHas("CANCELLING", since.minusSeconds(1));

        look(Instant.now());

        PrefectStub.server()
                .verify(
                        1,
                        postRequestedFor(urlEqualTo("/api/flow_runs/" + run + "/set_state"))
                                .withRequestBody(containing("CANCELLED")));
        assertThat(heldLocks()).isZero();
    }

    private int heldLocks() {
        return tenant.rows(
                        org,
                        "select 1 from task_lock where org_id = $1 and released_at is null and expires_at > now()",
                        orgId())
                .size();
    }

    private void look(Instant confirmed) {
        TestPeople.await(() -> detector.markCrashed(Instant.now().minusSeconds(120), confirmed));
    }

    private void requireNotForced() {
        PrefectStub.server().verify(0, postRequestedFor(urlEqualTo("/api/flow_runs/" + run + "/set_state")));
    }

    private void prefectHas(String type, Instant at) {
        PrefectStub.server()
                .stubFor(get(urlEqualTo("/api/flow_runs/" + run))
                        .inScenario(run.toString())
                        .whenScenarioStateIs(Scenario.STARTED)
                        .willReturn(okJson(json(type, at))));
    }

    private String json(String type, Instant at) {
        return """
                {"id": "%s", "name": "otter", "flow_id": "11111111-1111-1111-1111-111111111111",
                 "deployment_id": "11111111-1111-1111-1111-111111111112", "expected_start_time": "%s", "start_time": "%s",
                 "end_time": null, "total_run_time": 1.5, "parameters": {}, "tags": [], "auto_scheduled": false,
                 "state": {"id": "%s", "type": "%s", "name": "%s", "timestamp": "%s"}}
                """
                .formatted(run, since, since, UUID.randomUUID(), type, type, at);
    }

    private void lock() {
        UUID connection = tenant.connection(org, "KoBo");
        tenant.run(
                org,
                "with d as (insert into deployment (org_id, name, deployment_name, prefect_deployment_id, type, queue)"
                        + " values ($1, 'x', $2, gen_random_uuid(), 'manual', 'ddp') returning id)"
                        + ", u as (update run set deployment_id = d.id from d where prefect_flow_run_id = $3 returning run.id),"
                        + " l as (insert into deployment_task (deployment_id, org_id, org_task_id, seq, label)"
                        + " select d.id, $1, t.id, 0, 'x' from d, org_task t where t.airbyte_connection_id = $4 limit 1"
                        + " returning org_task_id)"
                        + " insert into task_lock (org_task_id, org_id, run_id, deployment_id, expires_at)"
                        + " select l.org_task_id, $1, u.id, d.id, now() + interval '1 minute' from d, u, l",
                orgId(),
                "manual-" + run,
                run,
                connection);
    }

    private long orgId() {
        return org.id().value();
    }

    private String state() {
        List<Object[]> rows = tenant.rows(org, "select state_type from run where prefect_flow_run_id = $1", run);
        return (String) rows.get(0)[0];
    }
}
