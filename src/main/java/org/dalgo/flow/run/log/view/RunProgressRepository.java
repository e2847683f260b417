package org.dalgo.flow.run.log.view;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.job.ProgressMessage;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** What the progress of a run is derived from. All queries join the current transaction. */
@ApplicationScoped
class RunProgressRepository {

    /**
     * A run that is followed as work.
     *
     * @param message of its state, or null
     * @param started whether a worker has begun it
     * @param over whether no further line of its log is expected
     */
    record TrackedRun(
            long id, String state, String message, boolean started, boolean over, Instant createdAt, Instant endedAt) {}

    private static final String RUN =
            """
            select id, state_type, state_message, started_at is not null as started,
                   log_complete or ended_at < now() - interval '15 seconds' as log_over, created_at, ended_at
            from run where org_id = $1 and progress_key = $2 and progress_id = $3
            """;

    // What a step says; what Prefect says of the run as a whole is its state.
    private static final String LINES =
            """
            select seq, message, at from run_line
            where org_id = $1 and run_id = $2 and prefect_task_run_id is not null and level >= 20 and seq > $3
            order by seq limit $4
            """;

    private final Sql sql;

    @Inject
    RunProgressRepository(Sql sql) {
        this.sql = sql;
    }

    /** The run of that progress. */
    Uni<Optional<TrackedRun>> find(OrgId org, String hashkey, UUID progress) {
        return sql.firstRow(RUN, org.value(), hashkey, progress)
                .map(row -> Optional.ofNullable(row).map(RunProgressRepository::trackedRun));
    }

    /** The next lines of steps after a place, in their order. */
    Uni<List<ProgressLineCache.Line>> lines(OrgId org, long run, int after, int limit) {
        return sql.rows(LINES, org.value(), run, after, limit).map(rows -> rows.stream()
                .map(row -> new ProgressLineCache.Line(
                        row.intValue("seq"),
                        ProgressMessage.running(row.text("message")).at(row.instant("at"))))
                .toList());
    }

    private static TrackedRun trackedRun(Row row) {
        return new TrackedRun(
                row.longValue("id"),
                row.text("state_type"),
                row.text("state_message"),
                row.bool("started"),
                Boolean.TRUE.equals(row.boolOrNull("log_over")),
                row.instant("created_at"),
                row.instant("ended_at"));
    }
}
