package org.dalgo.upstream.prefect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.http.UpstreamFailure.Kind;
import org.dalgo.testsupport.RealPrefect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What we rely on, asked of a real Prefect server. It needs no worker. */
class PrefectContractTest {

    private static final String POOL = "contract-test";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonNode NO_PARAMETERS = Json.MAPPER.createObjectNode();

    private static Vertx vertx;
    private static PrefectConfig config;
    private static PrefectAdapter adapter;

    private UUID flow;

    @BeforeAll
    static void connect() {
        String url = RealPrefect.orSkip().apiUrl();
        vertx = Vertx.vertx();
        config = TestPrefect.config(url, "work-pool", POOL, "page-size", "50");
        adapter = new PrefectAdapter(vertx, config);
        ask(adapter.ensureWorkPool(POOL));
    }

    @AfterAll
    static void disconnect() {
        if (adapter == null) {
            return;
        }
        adapter.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void flow() {
        flow = ask(adapter.ensureFlow("contract-test"));
    }

    @Test
    void tellsItsVersionAndWhetherItStreamsLogs() {
        PrefectInfo info = ask(adapter.info());

        assertThat(info.supported()).isTrue();
        assertThat(info.endsHangingCancellations()).isTrue();
        assertThat(info.logStreaming()).isTrue();
        assertThat(info.defaultLimit()).isEqualTo(200);
    }

    @Test
    void findsAFlowAndAPoolThatAreThere() {
        assertThat(ask(adapter.ensureFlow("contract-test"))).isEqualTo(flow);
        ask(adapter.ensureWorkPool(POOL));
        ask(adapter.ensureQueue(POOL, "quiet", 2));
        ask(adapter.ensureQueue(POOL, "quiet", 3));

        assertThat(ask(adapter.queueHealth(POOL, "quiet"))).hasValueSatisfying(health -> {
            assertThat(health.ready()).isFalse();
            assertThat(health.lastPolled()).isNull();
        });
        assertThat(ask(adapter.queueHealth(POOL, "absent"))).isEmpty();
        assertThat(ask(adapter.onlineWorkers(POOL))).isZero();
        assertThat(ask(adapter.onlineWorkers("absent"))).isZero();
    }

    @Test
    void keepsWhatItWasGiven() {
        JsonNode parameters = Json.MAPPER.createObjectNode().put("pipeline", "p-19");
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

        Deployment created = ask(adapter.createDeployment(draft));

        assertThat(ask(adapter.getDeployment(created.id()))).hasValueSatisfying(found -> {
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
        Deployment deployment = deployment(Schedule.utc("0 3 * * *"));

        ask(adapter.patchDeployment(deployment.id(), new DeploymentPatch().schedule(Schedule.utc("30 4 * * *"))));

        Instant next = ask(adapter.nextRun(deployment.id())).orElseThrow().expectedStart();
        assertThat(next.toString()).endsWith("T04:30:00Z");
        String creator = ask(adapter.nextRun(deployment.id())).orElseThrow().createdBy();
        assertThat(creator).isEqualTo("main");
    }

    @Test
    void leavesTheScheduleAloneWhenSomethingElseChanges() {
        Deployment deployment = deployment(Schedule.utc("0 3 * * *"));

        Deployment changed = ask(adapter.patchDeployment(
                deployment.id(), new DeploymentPatch().tags(List.of("b")).parameters(NO_PARAMETERS)));

        assertThat(changed.schedule()).isEqualTo(Schedule.utc("0 3 * * *"));
        assertThat(ask(adapter.nextRun(deployment.id()))).isPresent();
    }

    @Test
    void addsAndRemovesASchedule() {
        Deployment deployment = deployment(null);

        Deployment with = ask(adapter.patchDeployment(
                deployment.id(), new DeploymentPatch().schedule(new Schedule("0 3 * * *", "Asia/Kolkata", true))));
        assertThat(with.schedule().timezone()).isEqualTo("Asia/Kolkata");
        assertThat(ask(adapter.nextRun(deployment.id()))).isPresent();

        Deployment without = ask(adapter.patchDeployment(deployment.id(), new DeploymentPatch().noSchedule()));
        assertThat(without.schedule()).isNull();
        assertThat(ask(adapter.nextRun(deployment.id()))).isEmpty();
    }

    @Test
    void takesPlannedRunsBackWhilePaused() {
        Deployment deployment = deployment(null);
        ask(adapter.patchDeployment(deployment.id(), new DeploymentPatch().schedule(Schedule.utc("0 3 * * *"))));

        ask(adapter.pauseDeployment(deployment.id()));
        assertThat(ask(adapter.nextRun(deployment.id()))).isEmpty();

        ask(adapter.resumeDeployment(deployment.id()));
        assertThat(ask(adapter.nextRun(deployment.id()))).isPresent();
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
                () -> ask(adapter.createDeployment(new DeploymentDraft(
                        name(), flow, "a.b", null, null, null, null, false, "absent", null, null, null))));

        assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(failure.detail())
                .isEqualTo("Prefect could not create the deployment: Work pool \"absent\" not found.");
    }

    @Test
    void doesNotEvaluateWhatATenantWrites() {
        Deployment deployment = deployment(null);
        JsonNode hostile = Json.MAPPER
                .createObjectNode()
                .set(
                        "x",
                        Json.MAPPER
                                .createObjectNode()
                                .put("__prefect_kind", "jinja")
                                .put("template", "{{ 1 + 1 }}"));

        FlowRun run = ask(
                adapter.createFlowRun(deployment.id(), FlowRunDraft.now(name()).parameters(hostile)));

        assertThat(run.parameters().path("x").path("template").asText()).isEqualTo("{{ 1 + 1 }}");
    }

    @Test
    void makesOneRunPerKey() {
        Deployment deployment = deployment(null);
        String key = name();

        FlowRun first = ask(adapter.createFlowRun(deployment.id(), FlowRunDraft.now(key)));
        FlowRun second = ask(adapter.createFlowRun(deployment.id(), FlowRunDraft.now(key)));

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(first.stateType()).isEqualTo(StateType.SCHEDULED);
        assertThat(first.stateId()).isNotNull();
        assertThat(first.idempotencyKey()).isEqualTo(key);
        assertThat(ask(adapter.runByIdempotencyKey(key))).map(FlowRun::id).hasValue(first.id());
        assertThat(ask(adapter.runByIdempotencyKey(name()))).isEmpty();
    }

    @Test
    void findsRunsInEveryWayTheReconcilerAsks() {
        Deployment deployment = deployment(null);
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            ids.add(ask(adapter.createFlowRun(deployment.id(), FlowRunDraft.now(name())))
                    .id());
        }
        UUID ended = ids.get(0);
        Instant before = Instant.now().minusSeconds(5);
        ask(adapter.forceState(ended, StateType.COMPLETED, "DBT_TEST_FAILED", null));

        ids.add(UUID.randomUUID());
        assertThat(ask(adapter.flowRunsByIds(ids)))
                .extracting(FlowRun::id)
                .containsExactlyInAnyOrderElementsOf(ids.subList(0, 51));
        assertThat(ask(adapter.activeFlowRuns()))
                .extracting(FlowRun::id)
                .containsAll(ids.subList(1, 51))
                .doesNotContain(ended);
        assertThat(ask(adapter.flowRunsEndedSince(before)))
                .extracting(FlowRun::id)
                .contains(ended);
        assertThat(ask(adapter.history(HistoryQuery.newest(List.of(deployment.id()), 10))))
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.stateType()).isEqualTo(StateType.COMPLETED);
                    assertThat(run.stateName()).isEqualTo("DBT_TEST_FAILED");
                    assertThat(run.end()).isNotNull();
                });
        assertThat(ask(adapter.history(new HistoryQuery(
                        List.of(deployment.id()), Set.of(StateType.FAILED), before.minus(1, ChronoUnit.DAYS), 10, 0))))
                .isEmpty();
        assertThat(ask(adapter.subflowsOf(ids))).isEmpty();
        assertThat(ask(adapter.taskRunsOf(ids))).isEmpty();
        assertThat(ask(adapter.getFlowRun(UUID.randomUUID()))).isEmpty();
    }

    @Test
    void cancelsAScheduledRunAtOnceAndSaysWhenItIsTooLate() {
        FlowRun run = run();

        assertThat(ask(adapter.cancel(run.id(), "by hand")))
                .isEqualTo(new CancelOutcome(CancelOutcome.Kind.CANCELLED, StateType.CANCELLED));
        assertThat(ask(adapter.cancel(run.id(), "by hand")))
                .isEqualTo(new CancelOutcome(CancelOutcome.Kind.ALREADY_ENDED, StateType.CANCELLED));
    }

    @Test
    void cancelsARunningRunInTwoSteps() {
        FlowRun run = run();
        ask(adapter.forceState(run.id(), StateType.PENDING, "Pending", null));
        ask(adapter.forceState(run.id(), StateType.RUNNING, "Running", null));

        assertThat(ask(adapter.cancel(run.id(), "by hand")).kind()).isEqualTo(CancelOutcome.Kind.CANCELLING);
        assertThat(ask(adapter.cancel(run.id(), "by hand")).kind()).isEqualTo(CancelOutcome.Kind.CANCELLING);
        assertThat(ask(adapter.endCancelling(run.id(), "no process"))).isEqualTo(StateType.CANCELLED);
    }

    @Test
    void tellsTheWaitingProcessOfAPausedRun() {
        FlowRun run = run();
        ask(adapter.forceState(run.id(), StateType.PAUSED, "Paused", null));

        assertThat(ask(adapter.cancel(run.id(), "by hand")).kind()).isEqualTo(CancelOutcome.Kind.CANCELLING);
    }

    @Test
    void runsAnEndedRunAgain() {
        FlowRun run = run();
        ask(adapter.forceState(run.id(), StateType.CRASHED, "Crashed", "worker gone"));

        assertThat(ask(adapter.retryAt(run.id(), Instant.now().plusSeconds(300))))
                .isEqualTo(StateType.SCHEDULED);
        assertThat(ask(adapter.getFlowRun(run.id()))).map(FlowRun::stateName).hasValue("AwaitingRetry");
    }

    @Test
    void storesChangesAndDeletesASecret() {
        String name = "Contract_" + name();

        String stored = ask(adapter.putSecret(name, "{\"a\":1}"));
        assertThat(ask(adapter.putSecret(name, "other"))).isEqualTo(stored);
        assertThat(stored).matches("[a-z0-9-]+");

        ask(adapter.deleteSecret(name));
        ask(adapter.deleteSecret(name));
    }

    @Test
    void givesBackEveryLineOnceAcrossPages() {
        FlowRun run = run();
        Instant start = Instant.now().truncatedTo(ChronoUnit.MICROS);
        List<LogDraft> lines = IntStream.range(0, 170)
                .mapToObj(i -> new LogDraft(
                        run.id(), null, "dalgo", 20, start.plus(i < 120 ? 7 : i, ChronoUnit.MICROS), "line " + i))
                .toList();
        ask(adapter.addLogs(lines));

        List<LogLine> read = adapter.logsSince(Set.of(run.id()), start)
                .onItem()
                .<LogLine>disjoint()
                .collect()
                .asList()
                .await()
                .atMost(PATIENCE);

        assertThat(read)
                .extracting(LogLine::message)
                .containsExactlyInAnyOrderElementsOf(
                        lines.stream().map(LogDraft::message).toList());
        assertThat(read).extracting(LogLine::timestamp).isSorted().contains(start.plus(169, ChronoUnit.MICROS));
        assertThat(ask(adapter.logs(new LogQuery(List.of(run.id()), null, 30, false, 10, 0))))
                .isEmpty();
    }

    @Test
    void tellsOfStatesAndOfLinesByItsSockets() {
        PrefectEvents events = new PrefectEvents(vertx, config);
        PrefectLogFeed feed = new PrefectLogFeed(vertx, config);
        List<PrefectEvent> told = new CopyOnWriteArrayList<>();
        List<UUID> hints = new CopyOnWriteArrayList<>();
        Cancellable eventSubscription = events.follow(Instant.now()).subscribe().with(told::add);
        Cancellable hintSubscription = feed.follow().subscribe().with(hints::add);
        try {
            await().atMost(PATIENCE).until(() -> feed.healthy() && told.contains(new PrefectEvent.Connected()));
            FlowRun run = run();
            ask(adapter.cancel(run.id(), "by hand"));
            FlowRun cancelled = ask(adapter.getFlowRun(run.id())).orElseThrow();

            await().atMost(PATIENCE).until(() -> told.stream()
                    .anyMatch(event -> event instanceof PrefectEvent.FlowRunChanged changed
                            && changed.eventId().equals(cancelled.stateId())
                            && changed.runId().equals(run.id())
                            && changed.deploymentId().equals(run.deploymentId())
                            && changed.stateType() == StateType.CANCELLED));
            // The filter may reach the server's reader a moment after we count as connected.
            await().atMost(PATIENCE).until(() -> {
                ask(adapter.addLogs(List.of(new LogDraft(run.id(), null, "dalgo", 20, Instant.now(), "line"))));
                return hints.contains(run.id());
            });
        } finally {
            eventSubscription.cancel();
            hintSubscription.cancel();
        }
    }

    @Test
    void deletesADeploymentWithItsPlannedRuns() {
        Deployment deployment = deployment(null);
        FlowRun run = ask(adapter.createFlowRun(deployment.id(), FlowRunDraft.now(name())));

        ask(adapter.deleteDeployment(deployment.id()));
        ask(adapter.deleteDeployment(deployment.id()));

        assertThat(ask(adapter.getDeployment(deployment.id()))).isEmpty();
        assertThat(ask(adapter.getFlowRun(run.id()))).isEmpty();
    }

    private FlowRun run() {
        return ask(adapter.createFlowRun(deployment(null).id(), FlowRunDraft.now(name())));
    }

    private Deployment deployment(Schedule schedule) {
        return ask(adapter.createDeployment(new DeploymentDraft(
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

    private static <T> T ask(Uni<T> answer) {
        return answer.await().atMost(PATIENCE);
    }
}
