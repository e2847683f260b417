package org.dalgo.flow.run.log;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.dalgo.platform.stream.Frames;
import org.dalgo.platform.stream.Tail;

/** The events of one run's stream, as bytes. */
@RegisterForReflection
class LogFrames {

    /** Data of a {@code log} event. */
    record Log(
            Instant timestamp,
            int level,
            String message,
            @JsonProperty("flow_run_id") UUID flowRunId,
            @JsonProperty("task_run_id") UUID taskRunId,
            String step) {}

    /** Data of a {@code state} event. */
    record State(
            @JsonProperty("state_type") String stateType,
            @JsonProperty("state_name") String stateName,
            @JsonProperty("start_time") Instant startTime,
            @JsonProperty("end_time") Instant endTime,
            @JsonProperty("total_run_time") Double totalRunTime,
            @JsonProperty("state_message") String message) {}

    /** Data of a {@code progress} event. */
    record Progress(String step, long records, long bytes, @JsonProperty("estimated_total") Long estimatedTotal) {}

    /** Data of an {@code end} event. */
    record End(@JsonProperty("state_type") String stateType, @JsonProperty("state_name") String stateName, int lines) {}

    private final LogCursor cursor;
    private final ObjectMapper json;

    LogFrames(UUID flowRunId, ObjectMapper json) {
        this.cursor = new LogCursor(flowRunId);
        this.json = json;
    }

    Tail.Item line(StoredLine line) {
        Log data = new Log(line.at(), line.level(), line.message(), line.flowRunId(), line.taskRunId(), line.step());
        return new Tail.Item(line.seq(), line.level(), event(cursor.at(line.seq()), "log", data));
    }

    byte[] state(WatchedRun run) {
        return event(
                null,
                "state",
                new State(
                        run.stateType(),
                        run.stateName(),
                        run.startedAt(),
                        run.endedAt(),
                        run.totalRunTime(),
                        run.message()));
    }

    byte[] step(WatchedStep step) {
        return event(null, "step", step);
    }

    byte[] progress(Progress progress) {
        return event(null, "progress", progress);
    }

    byte[] end(WatchedRun run) {
        return event(null, "end", new End(run.stateType(), run.stateName(), run.lines()));
    }

    /** Lets a client that saw no line come back after the end and be told that nothing remains. */
    byte[] position(long seq) {
        return Frames.position(cursor.at(seq));
    }

    private byte[] event(String id, String name, Object data) {
        try {
            return Frames.event(id, name, json.writeValueAsString(data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write an event", e);
        }
    }
}
