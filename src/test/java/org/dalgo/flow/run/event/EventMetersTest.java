package org.dalgo.flow.run.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.dalgo.flow.run.event.EventMeters.Correction;
import org.junit.jupiter.api.Test;

class EventMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EventMeters meters = new EventMeters(registry);

    @Test
    void anEventIsPendingUntilItsWorkEndsInAnyWay() {
        UniAssertSubscriber<Void> failing = subscribe(Uni.createFrom().failure(new IllegalStateException("no")));
        UniAssertSubscriber<Void> waiting = subscribe(Uni.createFrom().nothing());

        failing.assertFailed();
        assertThat(registry.get("dalgo.event.pending").gauge().value()).isEqualTo(1);
        waiting.cancel();
        assertThat(registry.get("dalgo.event.pending").gauge().value()).isZero();
    }

    @Test
    void lagIsTheTimeSinceTheChangeAndNeverNegative() {
        meters.stored(Instant.now().minusSeconds(30));
        meters.stored(Instant.now().plusSeconds(30));

        assertThat(registry.get("dalgo.event.lag").timer().count()).isEqualTo(2);
        assertThat(registry.get("dalgo.event.lag").timer().max(TimeUnit.SECONDS))
                .isBetween(30.0, 31.0);
        assertThat(registry.get("dalgo.event.lag").timer().totalTime(TimeUnit.SECONDS))
                .isBetween(30.0, 31.0);
    }

    @Test
    void correctionsCountByTheirKindAndAllKindsExistFromTheStart() {
        meters.corrected(Correction.DELETED);

        assertThat(registry.find("dalgo.reconciler.corrections").counters()).hasSize(Correction.values().length);
        assertThat(registry.get("dalgo.reconciler.corrections")
                        .tag("kind", "deleted")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private UniAssertSubscriber<Void> subscribe(Uni<Void> work) {
        return meters.pending(work).subscribe().withSubscriber(UniAssertSubscriber.create());
    }
}
