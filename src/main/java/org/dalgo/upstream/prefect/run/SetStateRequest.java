package org.dalgo.upstream.prefect.run;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A change of a run's state.
 *
 * @param force against Prefect's rules
 */
@RegisterForReflection
record SetStateRequest(StateRequest state, boolean force) {}
