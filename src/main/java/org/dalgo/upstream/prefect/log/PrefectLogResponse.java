package org.dalgo.upstream.prefect.log;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/** A log line as Prefect answers with it; names differ from the wire only by case. */
@RegisterForReflection
record PrefectLogResponse(
        UUID id, int level, Instant timestamp, String message, String name, UUID flowRunId, UUID taskRunId) {

    LogLine toLogLine() {
        return new LogLine(id, level, timestamp, message, name, flowRunId, taskRunId);
    }
}
