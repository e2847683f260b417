package org.dalgo.sandbox.airbyte.config;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Waits without a thread. */
public final class Delay {

    private final Vertx vertx;

    public Delay(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Completes after the duration; at once for less than a millisecond. */
    public Future<Void> of(Duration duration) {
        if (duration.toMillis() < 1) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        vertx.setTimer(duration.toMillis(), timer -> promise.complete());
        return promise.future();
    }
}
