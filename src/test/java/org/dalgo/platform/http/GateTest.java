package org.dalgo.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {

    private final Gate gate = new Gate(1, 1);
    private final List<UniEmitter<? super String>> begun = new ArrayList<>();

    private UniAssertSubscriber<String> pass() {
        return gate.pass(() -> Uni.createFrom().<String>emitter(begun::add), () -> new IllegalStateException("full"))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void theNextBeginsWhenTheOneBeforeHasEnded() {
        UniAssertSubscriber<String> first = pass();
        UniAssertSubscriber<String> second = pass();
        assertThat(begun).hasSize(1);

        begun.get(0).complete("first");

        first.assertItem("first");
        second.assertNotTerminated();
        assertThat(begun).hasSize(2);
        begun.get(1).complete("second");
        second.assertItem("second");
    }

    @Test
    void whoComesWhenTooManyWaitIsSentAway() {
        pass();
        pass();

        pass().assertFailedWith(IllegalStateException.class, "full");
    }

    @Test
    void workThatFailsPassesItsPlaceOn() {
        UniAssertSubscriber<String> first = pass();
        pass();

        begun.get(0).fail(new IllegalArgumentException("broken"));

        first.assertFailedWith(IllegalArgumentException.class, "broken");
        assertThat(begun).hasSize(2);
    }

    @Test
    void whoGivesUpInsidePassesThePlaceOn() {
        UniAssertSubscriber<String> first = pass();
        pass();

        first.cancel();

        assertThat(begun).hasSize(2);
    }
}
