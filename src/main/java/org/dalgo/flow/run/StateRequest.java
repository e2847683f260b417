package org.dalgo.flow.run;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

/**
 * A request to change the state of a run.
 *
 * @param state only CANCELLING is accepted
 * @param force accepted and ignored: forcing leaves the process running
 */
public record StateRequest(@NotNull @Valid State state, Boolean force) {

    /** The wanted state. */
    public record State(String name, @NotNull String type) {}
}
