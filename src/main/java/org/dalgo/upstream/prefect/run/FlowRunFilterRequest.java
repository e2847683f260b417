package org.dalgo.upstream.prefect.run;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A page of flow runs.
 *
 * @param sort order of the rows, or null for any
 */
@RegisterForReflection
record FlowRunFilterRequest(String sort, FlowRunFilter flowRuns, int limit, int offset) {}
