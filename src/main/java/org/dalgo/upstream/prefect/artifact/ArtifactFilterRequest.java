package org.dalgo.upstream.prefect.artifact;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;
import org.dalgo.upstream.prefect.http.Criterion;

/** Which artifacts are read. */
@RegisterForReflection
record ArtifactFilterRequest(String sort, Artifacts artifacts, int limit, int offset) {

    record Artifacts(Criterion flowRunId, Criterion type) {}

    static ArtifactFilterRequest of(UUID flowRun, String type, int limit, int offset) {
        return new ArtifactFilterRequest(
                "CREATED_DESC",
                new Artifacts(Criterion.anyOf(List.of(flowRun)), Criterion.anyOf(List.of(type))),
                limit,
                offset);
    }
}
