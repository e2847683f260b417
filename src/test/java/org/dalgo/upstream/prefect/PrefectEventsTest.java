package org.dalgo.upstream.prefect;

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
import org.dalgo.upstream.prefect.PrefectEvent.Connected;
import org.dalgo.upstream.prefect.PrefectEvent.Disconnected;
import org.dalgo.upstream.prefect.PrefectEvent.FlowRunChanged;
import org.dalgo.upstream.prefect.PrefectEvent.SyncProgress;
import org.dalgo.upstream.prefect.PrefectEvent.TaskRunChanged;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrefectEventsTest {

    private static final Instant SINCE = Instant.parse("2026-09-01T02:30:00Z");
    private static final UUID RUN = UUID.fromString("0198c000-0000-7000-8000-000000000001");
    private static final UUID TASK = UUID.fromString("0198c000-0000-7000-8000-000000000002");
    private static final UUID DEPLOYMENT = UUID.fromString("0198c000-0000-7000-8000-000000000003");

    private final Vertx vertx = Vertx.vertx();
    private final SocketServer server = new SocketServer(vertx);
    private final List<PrefectEvent> told = new CopyOnWriteArrayList<>();
    private Cancellable subscription;

    @AfterEach
    void stop() {
        if (subscription != null) {
            subscription.cancel();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void signsInAndAsksForWhatIsComing() {
        follow("auth-string", "admin:pass");

        await().until(() -> told.contains(new Connected()));
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
    void sendsAnEmptyTokenWhenTheServerAsksForNone() {
        follow();

        await().until(() -> !server.received.isEmpty());
        assertThat(server.received.get(0))
                .isEqualTo(new JsonObject().put("type", "auth").putNull("token"));
    }

    @Test
    void tellsStatesAndProgress() {
        follow();
        connected(1);

        UUID first = UUID.randomUUID();
        server.send(flowRunEvent(first, SINCE.plusSeconds(1), "COMPLETED", "DBT_TEST_FAILED"));
        UUID second = UUID.randomUUID();
        server.send(taskRunEvent(second, SINCE.plusSeconds(2)));
        server.send(progressEvent());

        await().until(() -> told.size() == 4);
        assertThat(told)
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
                        new SyncProgress(RUN, TASK, "Sync of Faker", 1200, 34_000, 5000L));
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

        await().until(() -> told.size() == 2);
    }

    @Test
    void tellsARepeatedEventOnceAndContinuesWhereItWasAfterADrop() {
        follow();
        connected(1);
        JsonObject event = flowRunEvent(UUID.randomUUID(), SINCE.plusSeconds(600), "RUNNING", "Running");
        server.send(event);
        await().until(() -> told.size() == 2);

        server.sockets.get(0).close();
        connected(2);
        server.send(event);
        server.send(flowRunEvent(UUID.randomUUID(), SINCE.plusSeconds(601), "COMPLETED", "Completed"));

        await().until(() ->
                told.stream().filter(FlowRunChanged.class::isInstance).count() == 2);
        assertThat(told).hasSize(5);
        assertThat(told.get(2)).isInstanceOf(Disconnected.class);
        JsonObject occurred = server.filters().get(1).getJsonObject("filter").getJsonObject("occurred");
        assertThat(Instant.parse(occurred.getString("since"))).isEqualTo(SINCE.plusSeconds(540));
    }

    @Test
    void tellsAnOutageOnceHoweverOftenItTries() {
        server.manner = SocketServer.Manner.DROP;
        follow();
        await().until(() -> server.sockets.size() >= 3);

        server.manner = SocketServer.Manner.WELCOME;

        connected(1);
        assertThat(told).hasSize(2);
        assertThat(told.get(0)).isInstanceOf(Disconnected.class);
    }

    @Test
    void waitsTheLongestPauseWhenItsCredentialsAreRefused() {
        server.manner = SocketServer.Manner.REFUSE;
        follow("auth-string", "wrong", "sockets.max-pause", "2S");
        await().until(() -> !told.isEmpty());
        assertThat(told).containsExactly(new Disconnected("credentials refused"));

        long refusedAt = System.nanoTime();
        server.manner = SocketServer.Manner.WELCOME;
        connected(1);

        assertThat(Duration.ofNanos(System.nanoTime() - refusedAt)).isGreaterThan(Duration.ofMillis(700));
    }

    @Test
    void givesUpOnAServerThatNeverAnswersTheSignIn() {
        server.manner = SocketServer.Manner.STAY_SILENT;
        follow("sockets.handshake-timeout", "0.2S");
        await().until(() -> told.contains(new Disconnected("no sign-in in time")));

        server.manner = SocketServer.Manner.WELCOME;

        connected(1);
    }

    @Test
    void replacesASocketThatFellSilent() {
        Cable cable = new Cable(vertx, server.url());
        followAt(cable.url(), "sockets.ping", "0.2S", "sockets.handshake-timeout", "0.5S");
        connected(1);

        cable.cut();
        await().until(() -> told.contains(new Disconnected("silent for 0.2 s")));
        cable.mend();

        connected(2);
    }

    @Test
    void takesMessagesOfTwoMegabytes() {
        follow();
        connected(1);

        JsonObject event = flowRunEvent(UUID.randomUUID(), SINCE, "RUNNING", "Running");
        event.getJsonObject("event").put("payload", new JsonObject().put("x", "y".repeat(2 << 20)));
        server.send(event);

        await().until(() -> told.size() == 2);
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
        PrefectEvents events = new PrefectEvents(vertx, TestPrefect.config(server.url()));
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
        PrefectEvents events = new PrefectEvents(vertx, TestPrefect.config(url, all));
        subscription = events.follow(SINCE).subscribe().with(told::add);
    }

    private void connected(int times) {
        await().until(() -> told.stream().filter(Connected.class::isInstance).count() == times);
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
