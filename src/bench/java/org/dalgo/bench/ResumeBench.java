package org.dalgo.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One viewer that loses its connection over and over: what it got in all has to be the archived log, line for line.
 * Options: disconnects, pipeline, run.
 */
final class ResumeBench {

    private final Target target;
    private final String flowRun;
    private final int disconnects;
    private final Random random = new Random(7);
    private final List<String> got = new ArrayList<>();
    private final AtomicInteger left = new AtomicInteger();
    private final CountDownLatch done = new CountDownLatch(1);
    private Vertx vertx;
    private int untilLeaving;

    private ResumeBench(Target target, String flowRun, int disconnects) {
        this.target = target;
        this.flowRun = flowRun;
        this.disconnects = disconnects;
    }

    public static void main(String... arguments) throws InterruptedException {
        Options options = new Options(arguments);
        Target target = new Target(options);
        String flowRun = options.text("run", null);
        flowRun = flowRun == null ? target.start(options.text("pipeline", "nightly")) : flowRun;
        new ResumeBench(target, flowRun, options.number("disconnects", 1_000)).run();
    }

    private void run() throws InterruptedException {
        vertx = Vertx.vertx();
        HttpClient http = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
        Viewer viewer = new Viewer(http, target, flowRun, (who, line) -> {
            got.add(line.getString("message"));
            if (left.get() < disconnects && --untilLeaving <= 0) {
                left.incrementAndGet();
                who.leave();
            }
        });
        vertx.runOnContext(ignored -> connect(viewer));
        while (left.get() < disconnects) {
            List<String> batch = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                batch.add("resume line " + random.nextLong());
            }
            target.write(flowRun, batch);
            Thread.sleep(100);
        }
        boolean ended = done.await(120, TimeUnit.SECONDS);
        List<String> archived = target.archived(flowRun);
        System.out.printf(
                "disconnects %d, ended %b, got %d lines, archived %d, %s%n",
                left.get(),
                ended,
                got.size(),
                archived.size(),
                got.equals(archived) ? "the same in the same order" : "DIFFERENT");
        vertx.close();
    }

    private void connect(Viewer viewer) {
        untilLeaving = 1 + random.nextInt(60);
        viewer.open(() -> again(viewer)).onSuccess(status -> {
            if (viewer.ended()) {
                done.countDown();
            }
        }).onFailure(failure -> again(viewer));
    }

    private void again(Viewer viewer) {
        if (viewer.ended()) {
            done.countDown();
        } else {
            vertx.setTimer(1 + random.nextInt(20), ignored -> connect(viewer));
        }
    }
}
