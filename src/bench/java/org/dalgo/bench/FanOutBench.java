package org.dalgo.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Many viewers of one run: how long after the first of them the others see a line, how long after it was stored in
 * Prefect, and whether any line is lost or doubled. Options: viewers, lines, pause (ms), pid (of the server), pipeline.
 */
final class FanOutBench {

    private static final String MARK = "bench line ";

    private final Target target;
    private final int viewers;
    private final int lines;
    private final AtomicLongArray written;
    private final AtomicLongArray firstSeen;
    private final AtomicIntegerArray seen;
    private final ConcurrentLinkedQueue<Long> behindFirst = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> behindWrite = new ConcurrentLinkedQueue<>();
    private final CountDownLatch all;

    private FanOutBench(Target target, int viewers, int lines) {
        this.target = target;
        this.viewers = viewers;
        this.lines = lines;
        written = new AtomicLongArray(lines);
        firstSeen = new AtomicLongArray(lines);
        seen = new AtomicIntegerArray(lines);
        all = new CountDownLatch(viewers * lines);
    }

    public static void main(String... arguments) throws InterruptedException {
        Options options = new Options(arguments);
        Target target = new Target(options);
        String flowRun = options.text("run", null);
        flowRun = flowRun == null ? target.start(options.text("pipeline", "nightly")) : flowRun;
        new FanOutBench(target, options.number("viewers", 5_000), options.number("lines", 50))
                .run(flowRun, options.number("pause", 200), options.number("pid", 0));
    }

    private void run(String flowRun, int pause, int pid) throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        HttpClient http = vertx.createHttpClient(
                new HttpClientOptions().setMaxPoolSize(viewers + 10).setKeepAlive(false));
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch open = new CountDownLatch(viewers);
        for (int i = 0; i < viewers; i++) {
            new Viewer(http, target, flowRun, this::line).open(() -> {}).onComplete(answer -> {
                if (answer.failed() || answer.result() != 200) {
                    refused.incrementAndGet();
                }
                open.countDown();
            });
        }
        open.await(60, TimeUnit.SECONDS);
        System.out.printf("viewers %d, refused %d%n", viewers, refused.get());
        for (int i = 0; i < lines; i++) {
            written.set(i, System.nanoTime());
            target.write(flowRun, List.of(MARK + i));
            Thread.sleep(pause);
        }
        all.await(60, TimeUnit.SECONDS);
        report(pid);
        vertx.close();
    }

    private void line(Viewer viewer, JsonObject data) {
        String message = data.getString("message");
        if (message.startsWith(MARK)) {
            int number = Integer.parseInt(message.substring(MARK.length()));
            long now = System.nanoTime();
            firstSeen.compareAndSet(number, 0, now);
            behindFirst.add(now - firstSeen.get(number));
            behindWrite.add(now - written.get(number));
            seen.incrementAndGet(number);
            all.countDown();
        }
    }

    private void report(int pid) {
        int lost = 0;
        int doubled = 0;
        for (int i = 0; i < lines; i++) {
            lost += Math.max(0, viewers - seen.get(i));
            doubled += Math.max(0, seen.get(i) - viewers);
        }
        System.out.println("behind the first viewer: " + Quantiles.millis(values(behindFirst)));
        System.out.println("behind the write:        " + Quantiles.millis(values(behindWrite)));
        System.out.printf("lost %d, doubled %d%n", lost, doubled);
        if (pid > 0) {
            System.out.printf("server's resident memory: %d MiB%n", Target.residentMib(pid));
        }
    }

    private static long[] values(ConcurrentLinkedQueue<Long> queue) {
        return new ArrayList<>(queue).stream().mapToLong(Long::longValue).toArray();
    }
}
