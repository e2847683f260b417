package org.dalgo.bench;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * From the worker's logger to a viewer, over the lines of a real run: the line carries the time at which it was logged,
 * so worker and viewer have to share a clock. Options: pipeline, run, seconds.
 */
final class LatencyBench {

    private LatencyBench() {}

    public static void main(String... arguments) throws InterruptedException {
        Options options = new Options(arguments);
        Target target = new Target(options);
        String flowRun = options.text("run", null);
        flowRun = flowRun == null ? target.start(options.text("pipeline", "nightly")) : flowRun;
        Vertx vertx = Vertx.vertx();
        List<Long> nanos = new ArrayList<>();
        CountDownLatch closed = new CountDownLatch(1);
        new Viewer(vertx.createHttpClient(), target, flowRun, (viewer, line) -> nanos.add(
                        Duration.between(Instant.parse(line.getString("timestamp")), Instant.now())
                                .toNanos()))
                .open(closed::countDown);
        closed.await(options.number("seconds", 300), TimeUnit.SECONDS);
        System.out.println("logger to viewer: "
                + Quantiles.millis(nanos.stream().mapToLong(Long::longValue).toArray()));
        vertx.close();
    }
}
