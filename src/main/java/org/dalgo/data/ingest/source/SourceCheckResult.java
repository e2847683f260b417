package org.dalgo.data.ingest.source;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.stream.Stream;
import org.dalgo.upstream.airbyte.CheckResult;

/**
 * What came of trying a configuration. A connector that says no is an answer like another.
 *
 * @param status {@code succeeded} or {@code failed}
 * @param logs why it failed, then what the connector said meanwhile
 */
@RegisterForReflection
public record SourceCheckResult(String status, List<String> logs) {

    static SourceCheckResult of(CheckResult result) {
        List<String> lines = result.log().lines();
        return result.works()
                ? new SourceCheckResult("succeeded", lines)
                : new SourceCheckResult(
                        "failed",
                        Stream.concat(Stream.of(result.message().orElse("the connector could not try")), lines.stream())
                                .toList());
    }
}
