package org.dalgo.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One viewer of a real run that loses its connection over and over, after a random number of lines: what it got in all
 * has to be the archived log, line for line. Options: disconnects.
 */
final class ResumeBench {

    private static final Duration LIMIT = Duration.ofMinutes(6);

    private final Client client;
    private final Pipeline pipeline;
    private final int disconnects;
    private final Random random = new Random(7);
    private final List<String> got = new ArrayList<>();
    private final AtomicInteger left = new AtomicInteger();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Vertx vertx = Vertx.vertx();
    private int untilLeaving;

    private ResumeBench(Client client, Pipeline pipeline, int disconnects) {
        this.client = client;
        this.pipeline = pipeline;
        this.disconnects = disconnects;
    }

    public static void main(String... arguments) throws InterruptedException {
        Options options = new Options(arguments);
        try (Stage stage = Stage.start(options)) {
            stage.seed().plant();
            Client client = Client.of(stage.application().address(), Seed.person(1), Seed.SMALL);
            new ResumeBench(client, new Pipeline(stage, 0, Duration.ZERO), options.number("disconnects", 1_000)).run();
        }
    }

    private void run() throws InterruptedException {
        String run = pipeline.start(client);
        HttpClient http = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
        Viewer viewer = new Viewer(http, client, run, (who, data) -> {
            got.add(new JsonObject(data).getString("message"));
            if (left.get() < disconnects && --untilLeaving <= 0) {
                left.incrementAndGet();
                who.disconnect();
                again(who);
            }
        });
        vertx.runOnContext(ignored -> connect(viewer));
        Instant deadline = Instant.now().plus(LIMIT);
        while (left.get() < disconnects && Instant.now().isBefore(deadline)) {
            List<String> batch = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                batch.add("resume line " + random.nextLong());
            }
            pipeline.write(run, batch);
            Thread.sleep(100);
        }
        pipeline.letGo();
        boolean ended = done.await(120, TimeUnit.SECONDS);
        report(ended, archived(run));
        vertx.close();
    }

    private void report(boolean ended, List<String> archived) {
        Set<String> seen = new HashSet<>(got);
        System.out.printf(
                "disconnects %d, got the end %b, archived %d lines, missing %d, doubled %d, %s, load %s%n",
                left.get(),
                ended,
                archived.size(),
                archived.stream().filter(line -> !seen.contains(line)).count(),
                got.size() - seen.size() - (archived.size() - new HashSet<>(archived).size()),
                got.equals(archived) ? "the same in the same order" : "DIFFERENT",
                Stage.load());
    }

    /** The finished log as the web app would read it. */
    private List<String> archived(String run) {
        return new JsonObject(client.get("/api/prefect/flow_runs/" + run + "/logs?limit=0"))
                .getJsonObject("logs").getJsonArray("logs").stream()
                        .map(line -> ((JsonObject) line).getString("message"))
                        .toList();
    }

    private void connect(Viewer viewer) {
        untilLeaving = 1 + random.nextInt(60);
        viewer.open(() -> again(viewer))
                .onSuccess(status -> {
                    if (viewer.ended()) {
                        done.countDown();
                    }
                })
                .onFailure(failure -> again(viewer));
    }

    private void again(Viewer viewer) {
        if (viewer.ended()) {
            done.countDown();
        } else {
            vertx.setTimer(1 + random.nextInt(20), ignored -> connect(viewer));
        }
    }
}
