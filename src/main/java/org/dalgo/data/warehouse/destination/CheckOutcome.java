package org.dalgo.data.warehouse.destination;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.stream.Stream;
import org.dalgo.upstream.airbyte.actor.CheckResult;

/**
 * Result of a connector's check of a configuration, of a source or of a destination. A failed check is an answer like
 * another.
 *
 * @param status {@code succeeded} or {@code failed}
 * @param logs why it failed, then what the connector wrote meanwhile
 */
@RegisterForReflection
public record CheckOutcome(String status, List<String> logs) {

    private static final String SUCCEEDED = "succeeded";

    /** Whether the connector could use the configuration. */
    public boolean succeeded() {
        return status.equals(SUCCEEDED);
    }

    /** In the web app's words. */
    public static CheckOutcome of(CheckResult result) {
        List<String> lines = result.log().lines();
        if (result.works()) {
            return new CheckOutcome(SUCCEEDED, lines);
        }
        String why = result.message().orElse("the connector could not try");
        return new CheckOutcome(
                "failed", Stream.concat(Stream.of(why), lines.stream()).toList());
    }
}
