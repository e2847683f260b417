package org.dalgo.data.warehouse;

import java.util.List;
import java.util.stream.Stream;
import org.dalgo.upstream.airbyte.CheckResult;

/**
 * What a connector said when it tried a configuration.
 *
 * @param status {@code succeeded} or {@code failed}
 * @param logs why it failed, then what the connector wrote meanwhile
 */
public record CheckOutcome(String status, List<String> logs) {

    static CheckOutcome of(CheckResult result) {
        List<String> lines = result.log().lines();
        if (result.works()) {
            return new CheckOutcome("succeeded", lines);
        }
        String why = result.message().orElse("the connector could not try");
        return new CheckOutcome(
                "failed", Stream.concat(Stream.of(why), lines.stream()).toList());
    }
}
