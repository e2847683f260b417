package org.dalgo.upstream.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CallBulkheadTest {

    @Inject
    Vertx vertx;

    private final List<UniEmitter<? super String>> begun = new ArrayList<>();

    @Test
    void aQueuedCallStartsWhenARunningOneEnds() {
        CallBulkhead bulkhead = new CallBulkhead("queue", 1, 1, Optional.empty());
        UniAssertSubscriber<String> first = call(bulkhead);
        UniAssertSubscriber<String> second = call(bulkhead);
        assertThat(begun).hasSize(1);

        begun.get(0).fail(new IllegalArgumentException("broken"));

        first.assertFailedWith(IllegalArgumentException.class, "broken");
        assertThat(begun).hasSize(2);
        begun.get(1).complete("second");
        second.assertItem("second");
    }

    @Test
    void aCallBeyondTheQueueIsRejected() {
        CallBulkhead bulkhead = new CallBulkhead("full", 1, 1, Optional.empty());
        call(bulkhead);
        call(bulkhead);

        call(bulkhead).assertFailedWith(UpstreamFailure.class, "full");
    }

    @Test
    void aCallThatWaitedTooLongIsNotMadeWhenItsTurnComes() {
        CallBulkhead bulkhead = new CallBulkhead("late", 1, 10, Optional.of(Duration.ofMillis(50)));
        UniAssertSubscriber<String> first = call(bulkhead);

        call(bulkhead).awaitFailure(Duration.ofSeconds(10)).assertFailedWith(UpstreamFailure.class, "full");

        begun.get(0).complete("first");
        first.awaitItem(Duration.ofSeconds(10)).assertItem("first");
        assertThat(begun).hasSize(1);
        UniAssertSubscriber<String> next = call(bulkhead);
        begun.get(1).complete("next");
        next.awaitItem(Duration.ofSeconds(10)).assertItem("next");
    }

    @Test
    void manyQueuedCallsThatFailAtOnceAreNoRecursion() {
        int calls = 20_000;
        CallBulkhead bulkhead = new CallBulkhead("row", 1, calls, Optional.empty());
        AtomicInteger failed = new AtomicInteger();
        CompletableFuture<Void> all = new CompletableFuture<>();

        vertx.getOrCreateContext().runOnContext(ignored -> {
            for (int i = 0; i < calls; i++) {
                bulkhead.run(
                                () -> Uni.createFrom().<String>failure(new IllegalArgumentException("down")),
                                CallBulkheadTest::full)
                        .subscribe()
                        .with(item -> all.completeExceptionally(new AssertionError("no failure")), failure -> {
                            if (failed.incrementAndGet() == calls) {
                                all.complete(null);
                            }
                        });
            }
        });

        assertThat(all).succeedsWithin(Duration.ofSeconds(30));
    }

    private UniAssertSubscriber<String> call(CallBulkhead bulkhead) {
        return bulkhead.run(() -> Uni.createFrom().<String>emitter(begun::add), CallBulkheadTest::full)
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    private static UpstreamFailure full() {
        return new UpstreamFailure("Test", Kind.UNAVAILABLE, "full", null);
    }
}
