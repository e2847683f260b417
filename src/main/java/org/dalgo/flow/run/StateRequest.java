package org.dalgo.flow.run;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

/**
 * A wish to change the state of a run.
 *
 * @param state only CANCELLING is a wish that can be granted
 * @param force accepted and ignored: forcing leaves the process running
 */
public record StateRequest(@NotNull @Valid State state, Boolean force) {

    /** The wanted state. */
    public record State(String name, @NotNull String type) {}
}
