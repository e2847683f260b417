package org.dalgo.upstream.prefect;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.testsupport.RealPrefect;
import org.dalgo.upstream.prefect.artifact.Artifact;
import org.dalgo.upstream.prefect.deployment.DeploymentDraft;
import org.dalgo.upstream.prefect.deployment.DeploymentPatch;
import org.dalgo.upstream.prefect.deployment.PrefectDeployment;
import org.dalgo.upstream.prefect.deployment.Schedule;
import org.dalgo.upstream.prefect.event.PrefectEvent;
import org.dalgo.upstream.prefect.event.PrefectEventStream;
import org.dalgo.upstream.prefect.http.PrefectConfig;
import org.dalgo.upstream.prefect.http.PrefectJson;
import org.dalgo.upstream.prefect.http.TestPrefectConfigs;
import org.dalgo.upstream.prefect.log.LogDraft;
import org.dalgo.upstream.prefect.log.LogLine;
import org.dalgo.upstream.prefect.log.LogQuery;
import org.dalgo.upstream.prefect.log.PrefectLogFeed;
import org.dalgo.upstream.prefect.run.CancelOutcome;
import org.dalgo.upstream.prefect.run.FlowRun;
import org.dalgo.upstream.prefect.run.FlowRunDraft;
import org.dalgo.upstream.prefect.run.HistoryQuery;
import org.dalgo.upstream.prefect.run.StateType;
import org.dalgo.upstream.prefect.server.PrefectInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What we rely on, requested of a real Prefect server. It needs no worker. */
@QuarkusTest
class PrefectContractTest {

    private static final String POOL = "contract-test";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final JsonNode NO_PARAMETERS = PrefectJson.MAPPER.createObjectNode();

    private static PrefectConfig config;
    private static PrefectAdapter adapter;

    @Inject
    Vertx vertx;

    private UUID flow;

    @BeforeAll
    static void connect() {
        String url = RealPrefect.orSkip().apiUrl();
        config = TestPrefectConfigs.config(url, "work-pool", POOL, "page-size", "50");
        adapter = new PrefectAdapter(config);
        result(adapter.ensureWorkPool(POOL));
    }

    @AfterAll
    static void disconnect() {
        if (adapter == null) {
            return;
        }
        adapter.close();
    }

    @BeforeEach
    void flow() {
        flow = result(adapter.ensureFlow("contract-test"));
    }

    @Test
    void reportsItsVersionAndWhetherItStreamsLogs() {
        PrefectInfo info = result(adapter.info());

        assertThat(info.supported()).isTrue();
        assertThat(info.endsHangingCancellations()).isTrue();
        assertThat(info.logStreaming()).isTrue();
        assertThat(info.defaultLimit()).isEqualTo(200);
    }

    @Test
    void findsAFlowAndAPoolThatAreThere() {
        assertThat(result(adapter.ensureFlow("contract-test"))).isEqualTo(flow);
        result(adapter.ensureWorkPool(POOL));
        result(adapter.ensureQueue(POOL, "quiet", 2));
        result(adapter.ensureQueue(POOL, "quiet", 3));

        assertThat(result(adapter.queueHealth(POOL, "quiet"))).hasValueSatisfying(health -> {
            assertThat(health.ready()).isFalse();
            assertThat(health.lastPolled()).isNull();
        });
        assertThat(result(adapter.queueHealth(POOL, "absent"))).isEmpty();
        assertThat(result(adapter.onlineWorkers(POOL))).isZero();
        assertThat(result(adapter.onlineWorkers("absent"))).isZero();
    }

    @Test
    void keepsWhatItWasGiven() {
        JsonNode parameters = PrefectJson.MAPPER.createObjectNode().put("pipeline", "p-19");
        DeploymentDraft draft = new DeploymentDraft(
                name(),
                flow,
                "dalgo_flows.pipeline.run",
                parameters,
                null,
                List.of("acme"),
                Schedule.utc("0 3 * * *"),
                true,
                null,
                "ddp",
                null,
                1);

        PrefectDeployment created = result(adapter.createDeployment(draft));

        assertThat(result(adapter.getDeployment(created.id()))).hasValueSatisfying(found -> {
            assertThat(found.name()).isEqualTo(draft.name());
            assertThat(found.flowId()).isEqualTo(flow);
            assertThat(found.parameters()).isEqualTo(parameters);
            assertThat(found.tags()).containsExactly("acme");
            assertThat(found.schedule()).isEqualTo(Schedule.utc("0 3 * * *"));
            assertThat(found.paused()).isTrue();
            assertThat(found.workPool()).isEqualTo(POOL);
            assertThat(found.workQueue()).isEqualTo("ddp");
            assertThat(found.concurrencyLimit()).isEqualTo(1);
            assertThat(found.ready()).isFalse();
        });
    }

    @Test
    void plansTheNextRunsAsSoonAsAScheduleChanges() {
        PrefectDeployment prefectDeployment = deployment(Schedule.utc("0 3 * * *"));

        result(adapter.patchDeployment(
                prefectDeployment.id(), new DeploymentPatch().schedule(Schedule.utc("30 4 * * *"))));

        Instant next =
                result(adapter.nextRun(prefectDeployment.id())).orElseThrow().expectedStart();
        assertThat(next.toString()).endsWith("T04:30:00Z");
        String creator =
                result(adapter.nextRun(prefectDeployment.id())).orElseThrow().createdBy();
        assertThat(creator).isEqualTo("main");
    }

    @Test
    void leavesTheScheduleAloneWhenSomethingElseChanges() {
        PrefectDeployment prefectDeployment = deployment(Schedule.utc("0 3 * * *"));

        PrefectDeployment changed = result(adapter.patchDeployment(
                prefectDeployment.id(), new DeploymentPatch().tags(List.of("b")).parameters(NO_PARAMETERS)));

        assertThat(changed.schedule()).isEqualTo(Schedule.utc("0 3 * * *"));
        assertThat(result(adapter.nextRun(prefectDeployment.id()))).isPresent();
    }

    @Test
    void addsAndRemovesASchedule() {
        PrefectDeployment prefectDeployment = deployment(null);

        PrefectDeployment with = result(adapter.patchDeployment(
                prefectDeployment.id(),
                new DeploymentPatch().schedule(new Schedule("0 3 * * *", "Asia/Kolkata", true))));
        assertThat(with.schedule().timezone()).isEqualTo("Asia/Kolkata");
        assertThat(result(adapter.nextRun(prefectDeployment.id()))).isPresent();

        PrefectDeployment without =
                result(adapter.patchDeployment(prefectDeployment.id(), new DeploymentPatch().noSchedule()));
        assertThat(without.schedule()).isNull();
        assertThat(result(adapter.nextRun(prefectDeployment.id()))).isEmpty();
    }

    @Test
    void takesPlannedRunsBackWhilePaused() {
        PrefectDeployment prefectDeployment = deployment(null);
        result(adapter.patchDeployment(
                prefectDeployment.id(), new DeploymentPatch().schedule(Schedule.utc("0 3 * * *"))));

        result(adapter.pauseDeployment(prefectDeployment.id()));
        assertThat(result(adapter.nextRun(prefectDeployment.id()))).isEmpty();

        result(adapter.resumeDeployment(prefectDeployment.id()));
        assertThat(result(adapter.nextRun(prefectDeployment.id()))).isPresent();
    }

    @Test
    void rejectsABadCronWithoutRepeatingIt() {
        UpstreamFailure failure =
                catchThrowableOfType(UpstreamFailure.class, () -> deployment(Schedule.utc("not a cron at all")));

        assertThat(failure.kind()).isEqualTo(Kind.INVALID);
        assertThat(failure.detail())
                .startsWith("Prefect could not create the deployment: ")
                .hasSizeLessThan(500);
        assertThat(failure.detail()).doesNotContain("not a cron");
    }

    @Test
    void saysThatTheWorkPoolIsMissing() {
        UpstreamFailure failure = catchThrowableOfType(
                UpstreamFailure.class,
                () -> result(adapter.createDeployment(new DeploymentDraft(
                        name(), flow, "a.b", null, null, null, null, false, "absent", null, null, null))));

        assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(failure.detail())
                .isEqualTo("Prefect could not create the deployment: Work pool \"absent\" not found.");
    }

    @Test
    void doesNotEvaluateWhatATenantWrites() {
        PrefectDeployment prefectDeployment = deployment(null);
        JsonNode hostile = PrefectJson.MAPPER
                .createObjectNode()
                .set(
                        "x",
                        PrefectJson.MAPPER
                                .createObjectNode()
                                .put("__prefect_kind", "jinja")
                                .put("template", "{{ 1 + 1 }}"));

        FlowRun run = result(adapter.createFlowRun(
                prefectDeployment.id(), FlowRunDraft.now(name()).parameters(hostile)));

        assertThat(run.parameters().path("x").path("template").asText()).isEqualTo("{{ 1 + 1 }}");
    }

    @Test
    void makesOneRunPerKey() {
        PrefectDeployment prefectDeployment = deployment(null);
        String key = name();

        FlowRun first = result(adapter.createFlowRun(prefectDeployment.id(), FlowRunDraft.now(key)));
        FlowRun second = result(adapter.createFlowRun(prefectDeployment.id(), FlowRunDraft.now(key)));

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(first.stateType()).isEqualTo(StateType.SCHEDULED);
        assertThat(first.stateId()).isNotNull();
        assertThat(first.idempotencyKey()).isEqualTo(key);
        assertThat(result(adapter.runByIdempotencyKey(key))).map(FlowRun::id).hasValue(first.id());
        assertThat(result(adapter.runByIdempotencyKey(name()))).isEmpty();
    }

    @Test
    void findsRunsByEveryFilterOfTheReconciler() {
        PrefectDeployment prefectDeployment = deployment(null);
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            ids.add(result(adapter.createFlowRun(prefectDeployment.id(), FlowRunDraft.now(name())))
                    .id());
        }
        UUID ended = ids.get(0);
        Instant before = Instant.now().minusSeconds(5);
        result(adapter.forceState(ended, StateType.COMPLETED, "DBT_TEST_FAILED", null));

        ids.add(UUID.randomUUID());
        assertThat(result(adapter.flowRunsByIds(ids)))
                .extracting(FlowRun::id)
                .containsExactlyInAnyOrderElementsOf(ids.subList(0, 51));
        assertThat(result(adapter.activeFlowRuns()))
                .extracting(FlowRun::id)
                .containsAll(ids.subList(1, 51))
                .doesNotContain(ended);
        assertThat(result(adapter.flowRunsEndedSince(before)))
                .extracting(FlowRun::id)
                .contains(ended);
        assertThat(result(adapter.history(HistoryQuery.newest(List.of(prefectDeployment.id()), 10))))
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.stateType()).isEqualTo(StateType.COMPLETED);
                    assertThat(run.stateName()).isEqualTo("DBT_TEST_FAILED");
                    assertThat(run.end()).isNotNull();
                });
        assertThat(result(adapter.history(new HistoryQuery(
                        List.of(prefectDeployment.id()),
                        Set.of(StateType.FAILED),
                        before.minus(1, ChronoUnit.DAYS),
                        10,
                        0))))
                .isEmpty();
        assertThat(result(adapter.subflowsOf(ids))).isEmpty();
        assertThat(result(adapter.taskRunsOf(ids))).isEmpty();
        assertThat(result(adapter.getFlowRun(UUID.randomUUID()))).isEmpty();
    }

    @Test
    void cancelsAScheduledRunAtOnceAndSaysWhenItIsTooLate() {
        FlowRun run = run();

        assertThat(result(adapter.cancel(run.id(), "by hand")))
                .isEqualTo(new CancelOutcome(CancelOutcome.Kind.CANCELLED, StateType.CANCELLED));
        assertThat(result(adapter.cancel(run.id(), "by hand")))
                .isEqualTo(new CancelOutcome(CancelOutcome.Kind.ALREADY_ENDED, StateType.CANCELLED));
    }

    @Test
    void cancelsARunningRunInTwoSteps() {
        FlowRun run = run();
        result(adapter.forceState(run.id(), StateType.PENDING, "Pending", null));
        result(adapter.forceState(run.id(), StateType.RUNNING, "Running", null));

        assertThat(result(adapter.cancel(run.id(), "by hand")).kind()).isEqualTo(CancelOutcome.Kind.CANCELLING);
        assertThat(result(adapter.cancel(run.id(), "by hand")).kind()).isEqualTo(CancelOutcome.Kind.CANCELLING);
        assertThat(result(adapter.endCancelling(run.id(), "no process"))).isEqualTo(StateType.CANCELLED);
    }

    @Test
    void reportsTheWaitingProcessOfAPausedRun() {
        FlowRun run = run();
        result(adapter.forceState(run.id(), StateType.PAUSED, "Paused", null));

        assertThat(result(adapter.cancel(run.id(), "by hand")).kind()).isEqualTo(CancelOutcome.Kind.CANCELLING);
    }

    @Test
    void runsAnEndedRunAgain() {
        FlowRun run = run();
        result(adapter.forceState(run.id(), StateType.CRASHED, "Crashed", "worker gone"));

        assertThat(result(adapter.retryAt(run.id(), Instant.now().plusSeconds(300))))
                .isEqualTo(StateType.SCHEDULED);
        assertThat(result(adapter.getFlowRun(run.id()))).map(FlowRun::stateName).hasValue("AwaitingRetry");
    }

    @Test
    void storesChangesAndDeletesASecret() {
        String name = "Contract_" + name();

        String stored = result(adapter.putSecret(name, "{\"a\":1}"));
        assertThat(result(adapter.putSecret(name, "other"))).isEqualTo(stored);
        assertThat(stored).matches("[a-z0-9-]+");

        result(adapter.deleteSecret(name));
        result(adapter.deleteSecret(name));
    }

    @Test
    void givesBackEveryLineOnceAcrossPages() {
        FlowRun run = run();
        Instant start = Instant.now().truncatedTo(ChronoUnit.MICROS);
        List<LogDraft> lines = IntStream.range(0, 170)
                .mapToObj(i -> new LogDraft(
                        run.id(), null, "dalgo", 20, start.plus(i < 120 ? 7 : i, ChronoUnit.MICROS), "line " + i))
                .toList();
        result(adapter.addLogs(lines));

        List<LogLine> read = adapter.logsSince(Set.of(run.id()), start)
                .onItem()
                .<LogLine>disjoint()
                .collect()
                .asList()
                .await()
                .atMost(TIMEOUT);

        assertThat(read)
                .extracting(LogLine::message)
                .containsExactlyInAnyOrderElementsOf(
                        lines.stream().map(LogDraft::message).toList());
        assertThat(read).extracting(LogLine::timestamp).isSorted().contains(start.plus(169, ChronoUnit.MICROS));
        assertThat(result(adapter.logs(new LogQuery(List.of(run.id()), null, 30, false, 10, 0))))
                .isEmpty();
    }

    @Test
    void givesBackTheArtifactsOfARunByTheirTypeWithTheNewestFirst() {
        FlowRun run = run();
        UUID step = UUID.randomUUID();
        for (String data : List.of("first", "second")) {
            given().contentType("application/json")
                    .body(
                            "{\"type\": \"dalgo-step-outcome\", \"data\": \"{\\\"n\\\": \\\"%s\\\"}\", \"flow_run_id\": \"%s\", \"task_run_id\": \"%s\"}"
                                    .formatted(data, run.id(), step))
                    .post(RealPrefect.orSkip().apiUrl() + "/artifacts/")
                    .then()
                    .statusCode(201);
        }

        List<Artifact> found = result(adapter.artifactsOf(run.id(), "dalgo-step-outcome", 10, 0));

        assertThat(found).extracting(Artifact::data).containsExactly("{\"n\": \"second\"}", "{\"n\": \"first\"}");
        assertThat(found).extracting(Artifact::taskRunId).containsOnly(step);
        assertThat(found).extracting(Artifact::created).doesNotContainNull();
        assertThat(result(adapter.artifactsOf(run.id(), "dalgo-step-outcome", 1, 1)))
                .extracting(Artifact::data)
                .containsExactly("{\"n\": \"first\"}");
        assertThat(result(adapter.artifactsOf(run.id(), "another", 10, 0))).isEmpty();
        assertThat(result(adapter.artifactsOf(run().id(), "dalgo-step-outcome", 10, 0)))
                .isEmpty();
    }

    @Test
    void publishesStatesAndLinesOnItsSockets() {
        PrefectEventStream events = new PrefectEventStream(vertx, config);
        PrefectLogFeed feed = new PrefectLogFeed(vertx, config);
        List<PrefectEvent> received = new CopyOnWriteArrayList<>();
        List<UUID> hints = new CopyOnWriteArrayList<>();
        Cancellable eventSubscription = events.follow(Instant.now()).subscribe().with(received::add);
        Cancellable hintSubscription = feed.follow().subscribe().with(hints::add);
        try {
            await().atMost(TIMEOUT).until(() -> feed.healthy() && received.contains(new PrefectEvent.Connected()));
            FlowRun run = run();
            result(adapter.cancel(run.id(), "by hand"));
            FlowRun cancelled = result(adapter.getFlowRun(run.id())).orElseThrow();

            await().atMost(TIMEOUT).until(() -> received.stream()
                    .anyMatch(event -> event instanceof PrefectEvent.FlowRunChanged changed
                            && changed.eventId().equals(cancelled.stateId())
                            && changed.runId().equals(run.id())
                            && changed.deploymentId().equals(run.deploymentId())
                            && changed.stateType() == StateType.CANCELLED));
            // The filter may reach the server's reader a moment after we count as connected.
            await().atMost(TIMEOUT).until(() -> {
                result(adapter.addLogs(List.of(new LogDraft(run.id(), null, "dalgo", 20, Instant.now(), "line"))));
                return hints.contains(run.id());
            });
        } finally {
            eventSubscription.cancel();
            hintSubscription.cancel();
        }
    }

    @Test
    void deletesADeploymentWithItsPlannedRuns() {
        PrefectDeployment prefectDeployment = deployment(null);
        FlowRun run = result(adapter.createFlowRun(prefectDeployment.id(), FlowRunDraft.now(name())));

        result(adapter.deleteDeployment(prefectDeployment.id()));
        result(adapter.deleteDeployment(prefectDeployment.id()));

        assertThat(result(adapter.getDeployment(prefectDeployment.id()))).isEmpty();
        assertThat(result(adapter.getFlowRun(run.id()))).isEmpty();
    }

    private FlowRun run() {
        return result(adapter.createFlowRun(deployment(null).id(), FlowRunDraft.now(name())));
    }

    private PrefectDeployment deployment(Schedule schedule) {
        return result(adapter.createDeployment(new DeploymentDraft(
                name(),
                flow,
                "dalgo_flows.pipeline.run",
                NO_PARAMETERS,
                null,
                List.of(),
                schedule,
                false,
                null,
                null,
                null,
                null)));
    }

    private static String name() {
        return "contract-" + UUID.randomUUID();
    }

    private static <T> T result(Uni<T> answer) {
        return answer.await().atMost(TIMEOUT);
    }
}
