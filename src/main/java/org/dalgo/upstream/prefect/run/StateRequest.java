package org.dalgo.upstream.prefect.run;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/** A state that a run is to have; names differ from the wire only by case, and what is null is left out. */
@RegisterForReflection
record StateRequest(StateType type, String name, String message, Details stateDetails) {

    record Details(Instant scheduledTime) {}

    static StateRequest of(StateType type, String name, String message) {
        return new StateRequest(type, name, message, null);
    }

    /** Waits until this time. */
    static StateRequest scheduled(String name, Instant at) {
        return new StateRequest(StateType.SCHEDULED, name, null, new Details(at));
    }
}
