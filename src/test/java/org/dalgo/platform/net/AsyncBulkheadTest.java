package org.dalgo.platform.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AsyncBulkheadTest {

    private final AsyncBulkhead asyncBulkhead = new AsyncBulkhead(1, 1);
    private final List<UniEmitter<? super String>> begun = new ArrayList<>();

    private UniAssertSubscriber<String> run() {
        return asyncBulkhead
                .run(() -> Uni.createFrom().<String>emitter(begun::add), () -> new IllegalStateException("full"))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void aQueuedCallStartsWhenARunningOneEnds() {
        UniAssertSubscriber<String> first = run();
        UniAssertSubscriber<String> second = run();
        assertThat(begun).hasSize(1);

        begun.get(0).complete("first");

        first.assertItem("first");
        second.assertNotTerminated();
        assertThat(begun).hasSize(2);
        begun.get(1).complete("second");
        second.assertItem("second");
    }

    @Test
    void aCallBeyondTheQueueIsRejected() {
        run();
        run();

        run().assertFailedWith(IllegalStateException.class, "full");
    }

    @Test
    void aFailedCallReleasesItsPermit() {
        UniAssertSubscriber<String> first = run();
        run();

        begun.get(0).fail(new IllegalArgumentException("broken"));

        first.assertFailedWith(IllegalArgumentException.class, "broken");
        assertThat(begun).hasSize(2);
    }

    @Test
    void aCancelledCallReleasesItsPermit() {
        UniAssertSubscriber<String> first = run();
        run();

        first.cancel();

        assertThat(begun).hasSize(2);
    }
}
