package org.dalgo.flow.run.log.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.dalgo.flow.run.log.RunSnapshot;
import org.dalgo.flow.run.log.StepEvent;
import org.dalgo.flow.run.log.StoredLine;
import org.dalgo.platform.sse.RingBuffer;
import org.dalgo.platform.sse.SseEncoder;

/** The events of one run's stream, as bytes. */
@RegisterForReflection
class LogEventEncoder {

    /** Data of a {@code log} event. */
    record LogEvent(
            Instant timestamp,
            int level,
            String message,
            @JsonProperty("flow_run_id") UUID flowRunId,
            @JsonProperty("task_run_id") UUID taskRunId,
            String step) {}

    /** Data of a {@code state} event. */
    record StateEvent(
            @JsonProperty("state_type") String stateType,
            @JsonProperty("state_name") String stateName,
            @JsonProperty("start_time") Instant startTime,
            @JsonProperty("end_time") Instant endTime,
            @JsonProperty("total_run_time") Double totalRunTime,
            @JsonProperty("state_message") String message) {}

    /** Data of a {@code progress} event. */
    record ProgressEvent(String step, long records, long bytes, @JsonProperty("estimated_total") Long estimatedTotal) {}

    /** Data of an {@code end} event. */
    record EndEvent(
            @JsonProperty("state_type") String stateType, @JsonProperty("state_name") String stateName, int lines) {}

    private final LogCursor cursor;
    private final ObjectMapper json;

    LogEventEncoder(UUID flowRunId, ObjectMapper json) {
        this.cursor = new LogCursor(flowRunId);
        this.json = json;
    }

    RingBuffer.Item line(StoredLine line) {
        LogEvent data =
                new LogEvent(line.at(), line.level(), line.message(), line.flowRunId(), line.taskRunId(), line.step());
        return new RingBuffer.Item(line.seq(), line.level(), event(cursor.at(line.seq()), "log", data));
    }

    byte[] state(RunSnapshot run) {
        return event(
                null,
                "state",
                new StateEvent(
                        run.stateType(),
                        run.stateName(),
                        run.startedAt(),
                        run.endedAt(),
                        run.totalRunTime(),
                        run.message()));
    }

    byte[] step(StepEvent step) {
        return event(null, "step", step);
    }

    byte[] progress(ProgressEvent progressEvent) {
        return event(null, "progress", progressEvent);
    }

    byte[] end(RunSnapshot run) {
        return event(null, "end", new EndEvent(run.stateType(), run.stateName(), run.lines()));
    }

    /** Lets a client that saw no line resume after the end; the answer is then 204. */
    byte[] position(long seq) {
        return SseEncoder.position(cursor.at(seq));
    }

    private byte[] event(String id, String name, Object data) {
        try {
            return SseEncoder.event(id, name, json.writeValueAsString(data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event cannot be written as JSON", e);
        }
    }
}
