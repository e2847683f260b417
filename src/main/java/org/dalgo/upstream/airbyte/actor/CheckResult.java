package org.dalgo.upstream.airbyte.actor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.dalgo.upstream.airbyte.http.JsonFields;
import org.dalgo.upstream.airbyte.job.LogText;

/**
 * Result of a connection check. A failed check is a result, not a failure of the call.
 *
 * @param outcome how it ended
 * @param message the connector's or Airbyte's message; empty when it works
 * @param log log of the check
 */
public record CheckResult(Outcome outcome, Optional<String> message, LogText log) {

    /** How a check ends. */
    public enum Outcome {
        WORKS,
        /** The connector ran and the check failed. */
        REFUSED,
        /** The connector could not try: crashed, image missing, out of time. */
        CRASHED
    }

    static CheckResult from(JsonNode json) {
        JsonNode job = json.path("jobInfo");
        LogText log = LogText.from(job);
        Outcome outcome =
                switch (json.path("status").asText("")) {
                    case "succeeded" -> Outcome.WORKS;
                    case "failed" -> Outcome.REFUSED;
                    default -> Outcome.CRASHED;
                };
        Optional<String> message = JsonFields.text(json, "message")
                .or(() -> JsonFields.text(job.path("failureReason"), "externalMessage"))
                .or(log::lastError);
        return new CheckResult(outcome, outcome == Outcome.WORKS ? Optional.empty() : message, log);
    }

    public boolean works() {
        return outcome == Outcome.WORKS;
    }
}
