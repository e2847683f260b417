package org.dalgo.platform.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One progress message on the wire.
 *
 * @param result what the work produced; absent until it is there
 * @param results the same: where statistics are polled the web app calls it so
 * @param timestamp when it happened; absent where that is unknown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobProgressItem(String message, String status, JsonNode result, JsonNode results, Instant timestamp) {

    static JobProgressItem of(ProgressMessage item) {
        return new JobProgressItem(item.message(), item.status(), item.result(), item.result(), item.timestamp());
    }
}
