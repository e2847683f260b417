package org.dalgo.flow.run.log.view;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dalgo.platform.job.ProgressMessage;
import org.dalgo.platform.job.ProgressSource;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/**
 * The progress of a run as progress messages of a job, derived from the run and its lines. Nothing is stored for it, so
 * a crash leaves no progress unfinished. Its end comes with the last line, and at most 15 s after the end of the run.
 */
@ApplicationScoped
class RunProgressSource implements ProgressSource {

    private static final int PAGE = 200;
    private static final String QUEUED = "Added dbt commands in queue";
    private static final Set<String> WAITING = Set.of("SCHEDULED", "PENDING");

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

    private record TrackedRun(
            long id, String state, String message, boolean started, boolean over, Instant createdAt, Instant endedAt) {}

    private final Sql sql;
    private final ProgressLineCache seen = new ProgressLineCache();

    @Inject
    RunProgressSource(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Uni<List<ProgressMessage>> list(OrgId org, String hashkey, String taskId) {
        return uuid(taskId)
                .map(id -> sql.firstRow(RUN, org.value(), hashkey, id)
                        .chain(row -> row == null ? none() : messages(org, trackedRun(row))))
                .orElseGet(RunProgressSource::none);
    }

    private Uni<List<ProgressMessage>> messages(OrgId org, TrackedRun run) {
        return lines(org, run.id()).map(lines -> {
            List<ProgressMessage> messages = new ArrayList<>();
            messages.add(ProgressMessage.queued(QUEUED).at(run.createdAt()));
            messages.addAll(lines.messages());
            if (run.over()) {
                messages.add(end(run).at(run.endedAt()));
            } else if (WAITING.contains(run.state()) && run.message() != null) {
                messages.add(ProgressMessage.queued(run.message()));
            }
            return messages;
        });
    }

    /** A place never changes its line, so each poll reads only the lines behind those of the poll before. */
    private Uni<ProgressLineCache.Lines> lines(OrgId org, long run) {
        ProgressLineCache.Lines known = seen.get(run);
        if (known.isFull()) {
            return Uni.createFrom().item(known);
        }
        return sql.rows(LINES, org.value(), run, known.lastSeq(), PAGE).chain(rows -> {
            ProgressLineCache.Lines lines = known.plus(rows.stream()
                    .map(row -> new ProgressLineCache.Line(
                            row.intValue("seq"),
                            ProgressMessage.running(row.text("message")).at(row.instant("at"))))
                    .toList());
            seen.put(run, lines);
            return rows.size() < PAGE ? Uni.createFrom().item(lines) : lines(org, run);
        });
    }

    private static ProgressMessage end(TrackedRun run) {
        return switch (run.state()) {
            case "COMPLETED" -> ProgressMessage.completed("dbt has done its work", null);
            case "CANCELLED" -> ProgressMessage.failed(failureMessage("The run was cancelled", run));
            case "CRASHED" -> ProgressMessage.failed(failureMessage("The run broke off", run));
            default -> ProgressMessage.failed(failureMessage("The run failed", run));
        };
    }

    private static String failureMessage(String what, TrackedRun run) {
        String when = run.started() ? what : what + " before it had begun";
        return run.message() == null || run.message().isBlank() ? when : when + ": " + run.message();
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

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Uni<List<ProgressMessage>> none() {
        return Uni.createFrom().item(List.of());
    }
}
