package org.dalgo.upstream.prefect.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/** An artifact as Prefect answers with it; names differ from the wire only by case. */
@RegisterForReflection
record PrefectArtifactResponse(UUID id, UUID taskRunId, Instant created, JsonNode data) {

    Artifact toArtifact() {
        String text = data == null || data.isNull() ? "" : data.isTextual() ? data.textValue() : data.toString();
        return new Artifact(id, taskRunId, created, text);
    }
}
