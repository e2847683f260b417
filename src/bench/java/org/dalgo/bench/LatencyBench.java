package org.dalgo.bench;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * From the worker's logger to a viewer, over the lines of a real run that is watched from its start. Options: lines,
 * pause (mean time between two lines, ms), repeat.
 */
final class LatencyBench {

    private static final String MARK = "stamp ";

    private LatencyBench() {}

    public static void main(String... arguments) throws InterruptedException {
        Options options = new Options(arguments);
        try (Stage stage = Stage.start(options)) {
            stage.seed().plant();
            Client client = Client.of(stage.application().address(), Seed.person(1), Seed.SMALL);
            int lines = options.number("lines", 1_000);
            Duration pause = Duration.ofMillis(options.number("pause", 20));
            for (int i = 0; i < options.number("repeat", 3); i++) {
                watch(new Pipeline(stage, lines, pause), client, lines, pause);
            }
        }
    }

    private static void watch(Pipeline pipeline, Client client, int lines, Duration pause) throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        AtomicLongArray nanos = new AtomicLongArray(lines);
        AtomicInteger more = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(lines);
        String run = pipeline.start(client);
        new Viewer(vertx.createHttpClient(), client, run, (viewer, data) -> {
                    long now = System.currentTimeMillis();
                    String message = new JsonObject(data).getString("message");
                    if (message.startsWith(MARK)) {
                        String[] words = message.split(" ");
                        int number = Integer.parseInt(words[1]);
                        long latency = now * 1_000_000 - Long.parseLong(words[2]);
                        if (nanos.compareAndSet(number, 0, latency)) {
                            all.countDown();
                        } else {
                            more.incrementAndGet();
                        }
                    }
                })
                .open(() -> {});
        boolean complete = all.await(60 + pause.toSeconds() * lines * 2, TimeUnit.SECONDS);
        long[] values = new long[lines];
        for (int i = 0; i < lines; i++) {
            values[i] = nanos.get(i);
        }
        System.out.printf(
                "logger to viewer: %s, %d missing, %d doubled, load %s%n",
                Quantiles.millis(values), complete ? 0 : all.getCount(), more.get(), Stage.load());
        pipeline.letGo();
        vertx.close();
    }
}
