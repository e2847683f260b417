package org.dalgo.upstream.prefect.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dalgo.upstream.prefect.event.PrefectEvent.Connected;
import org.dalgo.upstream.prefect.event.PrefectEvent.Disconnected;
import org.dalgo.upstream.prefect.event.PrefectEvent.FlowRunChanged;
import org.dalgo.upstream.prefect.event.PrefectEvent.SyncProgress;
import org.dalgo.upstream.prefect.event.PrefectEvent.TaskRunChanged;
import org.dalgo.upstream.prefect.http.TestPrefectConfigs;
import org.dalgo.upstream.prefect.run.StateType;
import org.dalgo.upstream.prefect.socket.SeverableProxy;
import org.dalgo.upstream.prefect.socket.StubPrefectSocketServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrefectEventStreamTest {

    private static final Instant SINCE = Instant.parse("2026-09-01T02:30:00Z");
    private static final UUID RUN = UUID.fromString("0198c000-0000-7000-8000-000000000001");
    private static final UUID TASK = UUID.fromString("0198c000-0000-7000-8000-000000000002");
    private static final UUID DEPLOYMENT = UUID.fromString("0198c000-0000-7000-8000-000000000003");

    private final Vertx vertx = Vertx.vertx();
    private final StubPrefectSocketServer server = new StubPrefectSocketServer(vertx);
    private final List<PrefectEvent> received = new CopyOnWriteArrayList<>();
    private Cancellable subscription;

    @AfterEach
    void stop() {
        if (subscription != null) {
            subscription.cancel();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void signsInAndSubscribesToComingEvents() {
        follow("auth-string", "admin:pass");

        await().until(() -> received.contains(new Connected()));
        await().until(() -> !server.filters().isEmpty());
        assertThat(server.paths).containsExactly("/api/events/out prefect");
        assertThat(server.received.get(0))
                .isEqualTo(new JsonObject().put("type", "auth").put("token", "admin:pass"));
        JsonObject filter = server.filters().get(0);
        assertThat(filter.getBoolean("backfill")).isTrue();
        assertThat(filter.getJsonObject("filter").getJsonObject("event"))
                .isEqualTo(new JsonObject()
                        .put(
                                "prefix",
                                new JsonArray()
                                        .add("prefect.flow-run.")
                                        .add("prefect.task-run.")
                                        .add("dalgo.sync.")
                                        .add("dalgo.run."))
                        .put("exclude_name", new JsonArray().add("prefect.flow-run.heartbeat")));
        JsonObject occurred = filter.getJsonObject("filter").getJsonObject("occurred");
        assertThat(Instant.parse(occurred.getString("since"))).isEqualTo(SINCE);
        assertThat(Instant.parse(occurred.getString("until")))
                .isAfter(Instant.now().plus(Duration.ofDays(300)));
    }

    @Test
    void sendsAnEmptyTokenToAServerWithoutCredentials() {
        follow();

        await().until(() -> !server.received.isEmpty());
        assertThat(server.received.get(0))
                .isEqualTo(new JsonObject().put("type", "auth").putNull("token"));
    }

    @Test
    void publishesStatesAndProgress() {
        follow();
        connected(1);

        UUID first = UUID.randomUUID();
        server.send(flowRunEvent(first, SINCE.plusSeconds(1), "COMPLETED", "DBT_TEST_FAILED"));
        UUID second = UUID.randomUUID();
        server.send(taskRunEvent(second, SINCE.plusSeconds(2)));
        server.send(progressEvent());
        server.send(event(
                UUID.randomUUID(),
                SINCE.plusSeconds(3),
                "dalgo.run.outcome",
                new JsonObject().put("prefect.resource.id", "prefect.flow-run." + RUN)));

        await().until(() -> received.size() == 5);
        assertThat(received)
                .containsExactly(
                        new Connected(),
                        new FlowRunChanged(
                                first,
                                SINCE.plusSeconds(1),
                                RUN,
                                "swift-fox",
                                DEPLOYMENT,
                                StateType.COMPLETED,
                                "DBT_TEST_FAILED"),
                        new TaskRunChanged(
                                second, SINCE.plusSeconds(2), TASK, RUN, "sync-0", StateType.RUNNING, "Running"),
                        new SyncProgress(RUN, TASK, "Sync of Faker", 1200, 34_000, 5000L),
                        new PrefectEvent.OutcomeStored(RUN));
    }

    @Test
    void ignoresWhatIsNoChangeOfState() {
        follow();
        connected(1);

        server.send(event(UUID.randomUUID(), SINCE, "prefect.flow-run.heartbeat", new JsonObject()));
        server.send(
                event(UUID.randomUUID(), SINCE, "prefect.flow-run.Odd", resource("not-an-id", "x", "RUNNING", "Odd")));
        server.send(new JsonObject().put("type", "unknown"));
        server.send(flowRunEvent(UUID.randomUUID(), SINCE, "RUNNING", "Running"));

        await().until(() -> received.size() == 2);
    }

    @Test
    void publishesARepeatedEventOnceAndResumesAfterADrop() {
        follow();
        connected(1);
        JsonObject event = flowRunEvent(UUID.randomUUID(), SINCE.plusSeconds(600), "RUNNING", "Running");
        server.send(event);
        await().until(() -> received.size() == 2);

        server.sockets.get(0).close();
        connected(2);
        server.send(event);
        server.send(flowRunEvent(UUID.randomUUID(), SINCE.plusSeconds(601), "COMPLETED", "Completed"));

        await().until(() ->
                received.stream().filter(FlowRunChanged.class::isInstance).count() == 2);
        assertThat(received).hasSize(5);
        assertThat(received.get(2)).isInstanceOf(Disconnected.class);
        JsonObject occurred = server.filters().get(1).getJsonObject("filter").getJsonObject("occurred");
        assertThat(Instant.parse(occurred.getString("since"))).isEqualTo(SINCE.plusSeconds(540));
    }

    @Test
    void reportsAnOutageOnceHoweverOftenItRetries() {
        server.behaviour = StubPrefectSocketServer.Behaviour.DROP;
        follow();
        await().until(() -> server.sockets.size() >= 3);

        server.behaviour = StubPrefectSocketServer.Behaviour.WELCOME;

        connected(1);
        assertThat(received).hasSize(2);
        assertThat(received.get(0)).isInstanceOf(Disconnected.class);
    }

    @Test
    void waitsTheLongestPauseWhenItsCredentialsAreRefused() {
        server.behaviour = StubPrefectSocketServer.Behaviour.REFUSE;
        follow("auth-string", "wrong", "sockets.max-pause", "2S");
        await().until(() -> !received.isEmpty());
        assertThat(received).containsExactly(new Disconnected("credentials refused"));

        long refusedAt = System.nanoTime();
        server.behaviour = StubPrefectSocketServer.Behaviour.WELCOME;
        connected(1);

        assertThat(Duration.ofNanos(System.nanoTime() - refusedAt)).isGreaterThan(Duration.ofMillis(700));
    }

    @Test
    void givesUpOnAServerThatNeverAnswersTheSignIn() {
        server.behaviour = StubPrefectSocketServer.Behaviour.STAY_SILENT;
        follow("sockets.handshake-timeout", "0.2S");
        await().until(() -> received.contains(new Disconnected("no sign-in in time")));

        server.behaviour = StubPrefectSocketServer.Behaviour.WELCOME;

        connected(1);
    }

    @Test
    void replacesASocketThatFellSilent() {
        SeverableProxy severableProxy = new SeverableProxy(vertx, server.url());
        followAt(severableProxy.url(), "sockets.ping", "0.2S", "sockets.handshake-timeout", "0.5S");
        connected(1);

        severableProxy.sever();
        await().until(() -> received.contains(new Disconnected("silent for 0.2 s")));
        severableProxy.restore();

        connected(2);
    }

    @Test
    void takesMessagesOfTwoMegabytes() {
        follow();
        connected(1);

        JsonObject event = flowRunEvent(UUID.randomUUID(), SINCE, "RUNNING", "Running");
        event.getJsonObject("event").put("payload", new JsonObject().put("x", "y".repeat(2 << 20)));
        server.send(event);

        await().until(() -> received.size() == 2);
    }

    @Test
    void closesItsSocketWithTheSubscription() {
        follow();
        connected(1);

        subscription.cancel();

        await().until(() -> server.sockets.get(0).isClosed());
        assertThat(server.sockets).hasSize(1);
    }

    @Test
    void losesNothingToASlowSubscriber() {
        PrefectEventStream events = new PrefectEventStream(vertx, TestPrefectConfigs.config(server.url()));
        var subscriber = events.follow(SINCE)
                .subscribe()
                .withSubscriber(io.smallrye.mutiny.helpers.test.AssertSubscriber.create(1));
        subscriber.awaitItems(1, Duration.ofSeconds(5));
        for (int i = 0; i < 500; i++) {
            server.send(flowRunEvent(UUID.randomUUID(), SINCE.plusSeconds(i), "RUNNING", "Running"));
        }

        subscriber.request(500);

        subscriber.awaitItems(501, Duration.ofSeconds(10));
        subscriber.cancel();
    }

    private void follow(String... more) {
        followAt(server.url(), more);
    }

    private void followAt(String url, String... more) {
        String[] quick = {"sockets.pause", "0.02S", "sockets.max-pause", "0.1S"};
        String[] all = new String[quick.length + more.length];
        System.arraycopy(quick, 0, all, 0, quick.length);
        System.arraycopy(more, 0, all, quick.length, more.length);
        PrefectEventStream events = new PrefectEventStream(vertx, TestPrefectConfigs.config(url, all));
        subscription = events.follow(SINCE).subscribe().with(received::add);
    }

    private void connected(int times) {
        await().until(() ->
                received.stream().filter(Connected.class::isInstance).count() == times);
    }

    private static JsonObject flowRunEvent(UUID id, Instant occurred, String type, String name) {
        JsonObject event = event(
                id, occurred, "prefect.flow-run." + name, resource("prefect.flow-run." + RUN, "swift-fox", type, name));
        event.getJsonObject("event")
                .put(
                        "related",
                        new JsonArray()
                                .add(related("prefect.flow." + UUID.randomUUID(), "flow"))
                                .add(related("prefect.deployment." + DEPLOYMENT, "deployment")));
        return event;
    }

    private static JsonObject taskRunEvent(UUID id, Instant occurred) {
        JsonObject event = event(
                id,
                occurred,
                "prefect.task-run.Running",
                resource("prefect.task-run." + TASK, "sync-0", "RUNNING", "Running"));
        event.getJsonObject("event")
                .put("related", new JsonArray().add(related("prefect.flow-run." + RUN, "flow-run")));
        return event;
    }

    private static JsonObject progressEvent() {
        JsonObject event = event(UUID.randomUUID(), SINCE, "dalgo.sync.progress", new JsonObject());
        event.getJsonObject("event")
                .put(
                        "related",
                        new JsonArray()
                                .add(related("prefect.flow-run." + RUN, "flow-run"))
                                .add(related("prefect.task-run." + TASK, "task-run")))
                .put(
                        "payload",
                        new JsonObject()
                                .put("label", "Sync of Faker")
                                .put("records", 1200)
                                .put("bytes", 34_000)
                                .put("estimated_total", 5000));
        return event;
    }

    private static JsonObject event(UUID id, Instant occurred, String name, JsonObject resource) {
        return new JsonObject()
                .put("type", "event")
                .put(
                        "event",
                        new JsonObject()
                                .put("id", id.toString())
                                .put("occurred", occurred.toString())
                                .put("event", name)
                                .put("resource", resource)
                                .put("related", new JsonArray())
                                .put("payload", new JsonObject()));
    }

    private static JsonObject resource(String id, String name, String type, String stateName) {
        return new JsonObject()
                .put("prefect.resource.id", id)
                .put("prefect.resource.name", name)
                .put("prefect.state-type", type)
                .put("prefect.state-name", stateName);
    }

    private static JsonObject related(String id, String role) {
        return new JsonObject().put("prefect.resource.id", id).put("prefect.resource.role", role);
    }
}
