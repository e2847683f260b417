package org.dalgo.platform.job.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnisTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Test
    void anyNumberOfItemsIsProcessedInOrder() {
        List<Integer> things = IntStream.range(0, 100_000).boxed().toList();
        List<Integer> done = new ArrayList<>();

        Unis.sequentially(things, thing -> Uni.createFrom().item(thing).invoke(done::add))
                .await()
                .atMost(TIMEOUT);

        assertThat(done).isEqualTo(things);
    }

    @Test
    void theFirstFailureEndsIt() {
        List<Integer> done = new ArrayList<>();

        Throwable failure = Unis.sequentially(
                        List.of(1, 2, 3),
                        thing -> thing == 2
                                ? Uni.createFrom().failure(new IllegalStateException("two"))
                                : Uni.createFrom().item(thing).invoke(done::add))
                .onItem()
                .<Throwable>transform(ignored -> null)
                .onFailure()
                .recoverWithItem(thrown -> thrown)
                .await()
                .atMost(TIMEOUT);

        assertThat(failure).hasMessage("two");
        assertThat(done).containsExactly(1);
    }
}
