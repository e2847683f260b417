package org.dalgo.upstream.prefect.log;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.dalgo.upstream.prefect.http.Criterion;

/** Which log lines are read. */
@RegisterForReflection
record LogFilterRequest(String sort, Logs logs, int limit, int offset) {

    record Logs(Criterion flowRunId, Criterion timestamp, Criterion level) {}

    static LogFilterRequest of(LogQuery query, int limit, int offset) {
        return new LogFilterRequest(
                query.newestFirst() ? "TIMESTAMP_DESC" : "TIMESTAMP_ASC",
                new Logs(
                        Criterion.anyOf(query.flowRunIds()),
                        Criterion.from(query.after()),
                        Criterion.atLeast(query.minLevel())),
                limit,
                offset);
    }
}
