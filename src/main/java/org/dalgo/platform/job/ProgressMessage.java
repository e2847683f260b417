package org.dalgo.platform.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One progress message, as the web app polls it.
 *
 * @param message the step that runs, or the result
 * @param status {@code queued}, {@code running}, {@code completed} or {@code failed}; the last one is final
 * @param result what the work produced; absent until it is there
 * @param timestamp when it happened; absent where that is unknown
 */
public record ProgressMessage(
        String message,
        String status,
        @JsonInclude(JsonInclude.Include.NON_NULL) JsonNode result,
        @JsonInclude(JsonInclude.Include.NON_NULL) Instant timestamp) {

    /** A message without a time. */
    public ProgressMessage(String message, String status, JsonNode result) {
        this(message, status, result, null);
    }

    /** The same message with the time at which it happened. */
    public ProgressMessage at(Instant time) {
        return new ProgressMessage(message, status, result, time);
    }

    /** Whether no message follows it. */
    boolean isFinal() {
        return status.equals("completed") || status.equals("failed");
    }

    /** Work that waits for its turn. To be written before any client knows the id of the work. */
    public static ProgressMessage queued(String message) {
        return new ProgressMessage(message, "queued", null);
    }

    /** Work that goes on. */
    public static ProgressMessage running(String message) {
        return new ProgressMessage(message, "running", null);
    }

    /** Work that is done. */
    public static ProgressMessage completed(String message, JsonNode result) {
        return new ProgressMessage(message, "completed", result);
    }

    /** Work that failed; the message is for the person who requested it. */
    public static ProgressMessage failed(String message) {
        return new ProgressMessage(message, "failed", null);
    }
}
