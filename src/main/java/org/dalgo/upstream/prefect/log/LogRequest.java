package org.dalgo.upstream.prefect.log;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/** A log line to be written; names differ from the wire only by case. */
@RegisterForReflection
record LogRequest(String name, int level, String message, Instant timestamp, UUID flowRunId, UUID taskRunId) {

    static LogRequest of(LogDraft line) {
        return new LogRequest(
                line.logger(), line.level(), line.message(), line.timestamp(), line.flowRunId(), line.taskRunId());
    }
}
