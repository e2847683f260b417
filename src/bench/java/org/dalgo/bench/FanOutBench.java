package org.dalgo.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Many viewers of one real run: how long after the first of them the others see a line, how long after it was stored in
 * Prefect, whether any line is lost or doubled, how much memory that takes, and how many requests Prefect gets compared
 * with one viewer. Options: viewers, lines, pause (ms).
 */
final class FanOutBench {

    private static final String MARK = "bench line ";

    private final Stage stage;
    private final Client client;
    private final Pipeline pipeline;
    private final int viewers;
    private final int lines;
    private final int pause;
    private final AtomicLongArray written;
    private final AtomicLongArray firstSeen;
    private final AtomicIntegerArray seen;
    private final long[] behindFirst;
    private final long[] behindWrite;
    private final AtomicInteger measured = new AtomicInteger();
    private final CountDownLatch all;

    private FanOutBench(Stage stage, Client client, int viewers, int lines, int pause) {
        this.stage = stage;
        this.client = client;
        this.pipeline = new Pipeline(stage, 0, Duration.ZERO);
        this.viewers = viewers;
        this.lines = lines;
        this.pause = pause;
        written = new AtomicLongArray(lines);
        firstSeen = new AtomicLongArray(lines);
        seen = new AtomicIntegerArray(lines);
        behindFirst = new long[viewers * lines];
        behindWrite = new long[viewers * lines];
        all = new CountDownLatch(viewers * lines);
    }

    public static void main(String... arguments) throws InterruptedException {
        Options options = new Options(arguments);
        int viewers = options.number("viewers", 5_000);
        int lines = options.number("lines", 50);
        int pause = options.number("pause", 500);
        String room = Integer.toString(2 * viewers);
        try (Stage stage = Stage.start(options, "dalgo.stream.per-user=" + room, "dalgo.stream.per-org=" + room)) {
            stage.seed().plant();
            Client client = Client.of(stage.application().address(), Seed.person(1), Seed.SMALL);
            for (int i = 0; i < options.number("repeat", 3); i++) {
                new FanOutBench(stage, client, 1, lines, pause).run();
                new FanOutBench(stage, client, viewers, lines, pause).run();
            }
        }
    }

    private void run() throws InterruptedException {
        String run = pipeline.start(client);
        Vertx vertx = Vertx.vertx();
        HttpClient http = vertx.createHttpClient(
                new HttpClientOptions().setMaxPoolSize(viewers + 10).setKeepAlive(false));
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch open = new CountDownLatch(viewers);
        for (int i = 0; i < viewers; i++) {
            new Viewer(http, client, run, this::line).open(() -> {}).onComplete(answer -> {
                if (answer.failed() || answer.result() != 200) {
                    refused.incrementAndGet();
                }
                open.countDown();
            });
        }
        boolean opened = open.await(60, TimeUnit.SECONDS);
        System.out.printf("viewers %d, all answered %b, refused %d%n", viewers, opened, refused.get());
        long calls = stage.upstream().calls();
        for (int i = 0; i < lines; i++) {
            written.set(i, System.nanoTime());
            pipeline.write(run, List.of(MARK + i));
            Thread.sleep(pause);
        }
        boolean complete = all.await(60, TimeUnit.SECONDS);
        report(stage.upstream().calls() - calls, complete);
        vertx.close();
        pipeline.letGo();
    }

    private void line(Viewer viewer, String data) {
        long now = System.nanoTime();
        int at = data.indexOf(MARK);
        if (at >= 0) {
            int start = at + MARK.length();
            int number = Integer.parseInt(data.substring(start, data.indexOf('"', start)));
            firstSeen.compareAndSet(number, 0, now);
            int slot = measured.getAndIncrement();
            if (slot < behindFirst.length) {
                behindFirst[slot] = Math.max(0, now - firstSeen.get(number));
                behindWrite[slot] = now - written.get(number);
            }
            seen.incrementAndGet(number);
            all.countDown();
        }
    }

    private void report(long calls, boolean complete) {
        int lost = 0;
        int doubled = 0;
        for (int i = 0; i < lines; i++) {
            lost += Math.max(0, viewers - seen.get(i));
            doubled += Math.max(0, seen.get(i) - viewers);
        }
        int count = Math.min(measured.get(), behindFirst.length);
        System.out.println("  behind the first viewer: " + Quantiles.millis(Arrays.copyOf(behindFirst, count)));
        System.out.println("  behind the write:        " + Quantiles.millis(Arrays.copyOf(behindWrite, count)));
        System.out.printf(
                "  in time %b, lost %d, doubled %d, calls to Prefect %d, resident memory %d MiB, load %s%n",
                complete, lost, doubled, calls, stage.application().residentMib(), Stage.load());
    }
}
