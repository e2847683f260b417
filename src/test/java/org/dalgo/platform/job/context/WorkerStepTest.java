package org.dalgo.platform.job.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Heavy work leaves the event loop, and its answer comes back to it. */
class WorkerStepTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void workRunsOffTheEventLoopAndItsAnswerArrivesOnTheContext() throws Exception {
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Boolean> loopDuringWork = new CompletableFuture<>();
        CompletableFuture<Context> after = new CompletableFuture<>();

        context.runOnContext(ignored -> Unis.onWorker(Context::isOnEventLoopThread)
                .subscribe()
                .with(
                        onLoop -> {
                            loopDuringWork.complete(onLoop);
                            after.complete(Vertx.currentContext());
                        },
                        after::completeExceptionally));

        assertThat(after.get(10, TimeUnit.SECONDS)).isSameAs(context);
        assertThat(loopDuringWork.get(10, TimeUnit.SECONDS)).isFalse();
    }
}
