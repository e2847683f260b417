package org.dalgo.upstream.prefect;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.dalgo.upstream.prefect.http.TestPrefectConfigs;
import org.dalgo.upstream.prefect.log.LogLine;
import org.dalgo.upstream.prefect.log.LogQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads a log from a server that pages as Prefect does, three lines at a time. */
@QuarkusTest
class LogReadingTest {

    private static final UUID RUN = UUID.randomUUID();
    private static final Instant START = Instant.parse("2026-09-01T02:30:00Z");

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private record Line(UUID id, Instant timestamp, String message) {}

    @Inject
    Vertx vertx;

    private final List<Line> stored = new CopyOnWriteArrayList<>();
    private final List<JsonObject> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private HttpServer server;
    private PrefectAdapter adapter;

    @BeforeEach
    void start() {
        server = vertx.createHttpServer()
                .connectionHandler(ignored -> connections.incrementAndGet())
                .requestHandler(this::answer)
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        adapter = adapter();
    }

    @AfterEach
    void stop() {
        adapter.close();
        server.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void readsEachLineOnceOverManyPages() {
        for (int i = 0; i < 10; i++) {
            write(i, "line " + i);
        }

        assertThat(read(START)).hasSize(10).isSorted();
    }

    @Test
    void readsAllLinesOfOneMomentThatFillSeveralPages() {
        write(0, "first");
        for (int i = 0; i < 10; i++) {
            write(1, "same " + i);
        }
        write(2, "last");

        List<String> lines = read(START);

        assertThat(lines)
                .hasSize(12)
                .doesNotHaveDuplicates()
                .startsWith("first")
                .endsWith("last");
    }

    @Test
    void startsInAMomentThatFillsSeveralPages() {
        for (int i = 0; i < 7; i++) {
            write(1, "same " + i);
        }

        assertThat(read(START.plusMillis(1))).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void includesTheMomentItStartsFromAndNothingBefore() {
        write(0, "before");
        write(1, "at");

        assertThat(read(START.plusMillis(1))).containsExactly("at");
    }

    @Test
    void asksForNoMorePagesThanAreWanted() {
        for (int i = 0; i < 10; i++) {
            write(i, "line " + i);
        }

        adapter.logsSince(Set.of(RUN), START)
                .select()
                .first()
                .collect()
                .asList()
                .await()
                .atMost(TIMEOUT);

        assertThat(requests).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void readsLinesTooLongForOnePageInSmallerPages() {
        adapter.close();
        adapter = adapter("max-answer", "1500");
        for (int i = 0; i < 7; i++) {
            write(i / 2, i + "x".repeat(600));
        }

        assertThat(read(START)).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void readsNothingForNoRun() {
        assertThat(adapter.logsSince(Set.of(), START).collect().asList().await().atMost(TIMEOUT))
                .isEmpty();
        assertThat(requests).isEmpty();
    }

    @Test
    void reusesConnectionsWhenPrefectRefuses() {
        for (int i = 0; i < 20; i++) {
            assertThat(adapter.getFlowRun(RUN).await().atMost(TIMEOUT)).isEmpty();
        }

        // A connection may be requested a moment before it is given back.
        assertThat(connections).hasValueLessThan(10);
    }

    @Test
    void readsTheLastLinesFirst() {
        write(0, "old");
        write(1, "new");

        List<LogLine> lines =
                adapter.logs(LogQuery.last(Set.of(RUN), 1)).await().atMost(TIMEOUT);

        assertThat(lines).extracting(LogLine::message).containsExactly("new");
    }

    private PrefectAdapter adapter(String... more) {
        String[] all = Arrays.copyOf(more, more.length + 2);
        all[more.length] = "page-size";
        all[more.length + 1] = "3";
        return new PrefectAdapter(TestPrefectConfigs.config("http://127.0.0.1:" + server.actualPort() + "/api", all));
    }

    private List<String> read(Instant since) {
        return adapter
                .logsSince(Set.of(RUN), since)
                .onItem()
                .<LogLine>disjoint()
                .collect()
                .asList()
                .await()
                .atMost(TIMEOUT)
                .stream()
                .map(LogLine::message)
                .toList();
    }

    private void write(long millis, String message) {
        stored.add(new Line(UUID.randomUUID(), START.plusMillis(millis), message));
    }

    private void answer(HttpServerRequest request) {
        if (!request.path().endsWith("/logs/filter")) {
            request.response().setStatusCode(404).end("{\"detail\":\"not found\"}");
            return;
        }
        request.body().onSuccess(body -> {
            JsonObject query = body.toJsonObject();
            requests.add(query);
            String after = query.getJsonObject("logs")
                    .getJsonObject("timestamp", new JsonObject())
                    .getString("after_");
            Comparator<Line> byTime = Comparator.comparing(Line::timestamp);
            List<Line> lines = new ArrayList<>(stored);
            lines.sort("TIMESTAMP_DESC".equals(query.getString("sort")) ? byTime.reversed() : byTime);
            JsonArray page = new JsonArray();
            lines.stream()
                    .filter(line -> after == null || !line.timestamp().isBefore(Instant.parse(after)))
                    .skip(query.getInteger("offset"))
                    .limit(query.getInteger("limit"))
                    .forEach(line -> page.add(json(line)));
            request.response().putHeader("Content-Type", "application/json").end(page.toBuffer());
        });
    }

    private static JsonObject json(Line line) {
        return new JsonObject()
                .put("id", line.id().toString())
                .put("level", 20)
                .put("name", "prefect.flow_runs")
                .put("timestamp", line.timestamp().toString())
                .put("message", line.message())
                .put("flow_run_id", RUN.toString())
                .put("task_run_id", null);
    }
}
