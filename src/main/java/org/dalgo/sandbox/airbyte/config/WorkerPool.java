package org.dalgo.sandbox.airbyte.config;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Runs blocking work: databases, files, downloads. Results come back on the sandbox's own event loop. */
public final class WorkerPool {

    private static final int THREADS = 8;
    private static final int MAX_MINUTES = 10;

    private final WorkerExecutor executor;

    public WorkerPool(Vertx vertx) {
        executor = vertx.createSharedWorkerExecutor("airbyte-sandbox", THREADS, MAX_MINUTES, TimeUnit.MINUTES);
    }

    public <T> Future<T> run(Callable<T> work) {
        return executor.executeBlocking(work, false);
    }

    public Future<Void> close() {
        return executor.close();
    }
}
