package org.dalgo.flow.run.event;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.dalgo.flow.FlowProfile;
import org.dalgo.flow.PrefectStub;
import org.dalgo.flow.TestTenant;
import org.dalgo.flow.run.FlowRunStub;
import org.dalgo.flow.run.state.RunDispatcher;
import org.dalgo.flow.run.state.RunRepository;
import org.dalgo.flow.run.state.RunRow;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.job.JobProgress;
import org.dalgo.platform.job.ProgressMessage;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The progress of a run has an end, also when no worker ever begins the run or Prefect never received it. */
@QuarkusTest
@TestProfile(FlowProfile.class)
class RunProgressOutcomeTest {

    private static final String KEY = "run-dbt-commands-x";

    @Inject
    TestTenant tenant;

    @Inject
    QueuedRunMonitor queuedRunMonitor;

    @Inject
    RunDispatcher dispatcher;

    @Inject
    RunRepository runs;

    @Inject
    JobProgress progress;

    @Inject
    TenantTransactions tenantTransactions;

    private OrgView org;

    @BeforeEach
    void anOrganisation() {
        FlowRunStub.begin();
        org = tenant.org();
    }

    @Test
    void aRunThatNoWorkerBeginsIsCancelledAfterAWhile() {
        UUID late = waiting("11 minutes", true);
        UUID early = waiting("9 minutes", true);
        UUID unfollowed = waiting("11 minutes", false);
        for (UUID run : List.of(late, early, unfollowed)) {
            FlowRunStub.has(run, UUID.randomUUID(), UUID.randomUUID(), "SCHEDULED", "Late");
            String waiting = FlowRunStub.answer(run);
            PrefectStub.server()
                    .stubFor(post(urlEqualTo("/api/flow_runs/" + run + "/set_state"))
                            .inScenario(run.toString())
                            .willSetStateTo("ended")
                            .willReturn(okJson("{\"status\": \"ACCEPT\", \"state\": {\"type\": \"CANCELLED\","
                                    + " \"name\": \"Cancelled\", \"timestamp\": \"2026-01-01T00:00:00Z\"}}")));
            FlowRunStub.has(run, UUID.randomUUID(), UUID.randomUUID(), "CANCELLED", "Cancelled");
            PrefectStub.server()
                    .stubFor(get(urlEqualTo("/api/flow_runs/" + run))
                            .atPriority(1)
                            .inScenario(run.toString())
                            .whenScenarioStateIs(Scenario.STARTED)
                            .willReturn(okJson(waiting)));
        }

        List<RunRow> open = List.of(row(late), row(early), row(unfollowed));
        TestPeople.await(() -> queuedRunMonitor.timeOut(open));

        assertThat(row(late).stateType()).isEqualTo("CANCELLED");
        assertThat(row(early).stateType()).isEqualTo("SCHEDULED");
        assertThat(row(unfollowed).stateType()).isEqualTo("SCHEDULED");
        assertThat(PrefectStub.server()
                        .findAll(postRequestedFor(urlEqualTo("/api/flow_runs/" + late + "/set_state"))
                                .withRequestBody(matchingJsonPath(
                                        "$.state[?(@.message == 'no worker began it within 10 minutes')]"))))
                .hasSize(1);
        tenant.run(org, "update run set log_complete = true where prefect_flow_run_id = $1", late);
        assertThat(messages(row(late)))
                .extracting(ProgressMessage::status, ProgressMessage::message)
                .last()
                .isEqualTo(tuple("failed", "The run was cancelled"));
        assertThat(messages(row(early)))
                .last()
                .extracting(ProgressMessage::status)
                .isEqualTo("queued");
    }

    @Test
    void aStartThatNeverReachedPrefectIsReportedAsFailedAndNotRetried() {
        UUID task = UUID.randomUUID();
        UUID deployment = UUID.randomUUID();
        for (String dispatch : List.of("unconfirmed", "intended")) {
            tenant.run(
                    org,
                    "insert into run (org_id, prefect_deployment_id, expected_start, dispatch, dispatch_due,"
                            + " progress_key,"
                            + " progress_id) values ($1, $2, now() - interval '11 minutes', $3, now(), $4, $5)",
                    org.id().value(),
                    deployment,
                    dispatch,
                    KEY,
                    dispatch.equals("unconfirmed") ? UUID.randomUUID() : task);
        }

        TestPeople.await(() -> dispatcher.repair());

        assertThat(tenant.rows(
                        org, "select id from run where org_id = $1", org.id().value()))
                .isEmpty();
        assertThat(TestPeople.await(() -> progress.list(org.id(), KEY, task.toString())))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("timestamp")
                .containsExactly(ProgressMessage.failed("the run could not be given to a worker: nothing was run"));
        assertThat(PrefectStub.server()
                        .findAll(postRequestedFor(urlEqualTo("/api/deployments/" + deployment + "/create_flow_run"))))
                .isEmpty();
    }

    @Test
    void aRunThatHasBegunMeanwhileIsNotCancelled() {
        UUID run = waiting("11 minutes", true);
        FlowRunStub.has(run, UUID.randomUUID(), UUID.randomUUID(), "RUNNING", "Running");

        List<RunRow> asItWas = List.of(row(run));
        TestPeople.await(() -> queuedRunMonitor.timeOut(asItWas));

        assertThat(row(run).stateType()).isEqualTo("RUNNING");
        PrefectStub.server().verify(0, postRequestedFor(urlEqualTo("/api/flow_runs/" + run + "/set_state")));
    }

    @Test
    void eachPollReadsOnlyTheLinesBehindThoseOfThePollBefore() {
        UUID run = waiting("1 minute", true);
        addLine(run, 1, "first");
        assertThat(messages(row(run))).extracting(ProgressMessage::message).contains("first");

        tenant.run(org, "update run_line set message = 'not read again' where prefect_flow_run_id = $1", run);
        addLine(run, 2, "second");

        List<ProgressMessage> both = messages(row(run));
        assertThat(both)
                .extracting(ProgressMessage::message)
                .containsExactly("Added dbt commands in queue", "first", "second");
        assertThat(both).extracting(ProgressMessage::timestamp).doesNotContainNull();
    }

    private void addLine(UUID run, int seq, String message) {
        tenant.run(
                org,
                "insert into run_line (run_id, seq, org_id, prefect_log_id, at, level, message, prefect_flow_run_id, prefect_task_run_id)"
                        + " select id, $2, org_id, gen_random_uuid(), now(), 20, $3, prefect_flow_run_id, gen_random_uuid()"
                        + " from run where prefect_flow_run_id = $1",
                run,
                seq,
                message);
    }

    private List<ProgressMessage> messages(RunRow run) {
        return TestPeople.await(
                () -> progress.list(org.id(), KEY, run.progress().id().toString()));
    }

    private RunRow row(UUID run) {
        return TestPeople.await(() -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.RUN_STATE, () -> runs.byFlowRunAcrossOrgs(run)))
                .orElseThrow();
    }

    private UUID waiting(String since, boolean followed) {
        UUID run = UUID.randomUUID();
        tenant.run(
                org,
                "insert into run (org_id, prefect_deployment_id, prefect_flow_run_id, state_at, expected_start,"
                        + " dispatch, progress_key,"
                        + " progress_id) values ($1, gen_random_uuid(), $2, 'epoch', now() - $3::text::interval, 'sent',"
                        + " $4, $5)",
                org.id().value(),
                run,
                since,
                followed ? KEY : null,
                followed ? UUID.randomUUID() : null);
        return run;
    }
}
