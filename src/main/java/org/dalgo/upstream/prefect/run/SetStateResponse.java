package org.dalgo.upstream.prefect.run;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Answer to {@code set_state}; the HTTP status says nothing about the outcome. */
@RegisterForReflection
record SetStateResponse(PrefectFlowRunResponse.State state, String status, Details details) {

    record Details(String reason) {}
}
