package org.dalgo.flow.run.log;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.job.ProgressItem;
import org.dalgo.platform.job.ProgressSource;

/**
 * The progress of a run that a person follows as work, told from the run and its lines: nothing is written for it, so no
 * crash leaves it unfinished. Its end is told when all lines are here, and no later than a while after the run has ended.
 */
@ApplicationScoped
class RunWords implements ProgressSource {

    private static final String QUEUED = "Added dbt commands in queue";
    private static final Set<String> WAITING = Set.of("SCHEDULED", "PENDING");

    private static final String RUN =
            """
            select id, state_type, state_message, started_at is not null,
                   log_complete or ended_at < now() - interval '15 seconds'
            from run where org = $1 and progress_key = $2 and progress_id = $3
            """;

    // What a step says; what Prefect says of the run as a whole is its state.
    private static final String LINES =
            """
            select message from run_line
            where org = $1 and run = $2 and task_run_id is not null and level >= 20 order by seq
            """;

    private record Followed(long id, String state, String message, boolean started, boolean over) {}

    private final Sql sql;

    @Inject
    RunWords(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Uni<List<ProgressItem>> of(OrgId org, String hashkey, String taskId) {
        return uuid(taskId)
                .map(id -> sql.first(RUN, org.value(), hashkey, id)
                        .chain(row -> row == null ? none() : words(org, followed(row))))
                .orElseGet(RunWords::none);
    }

    private Uni<List<ProgressItem>> words(OrgId org, Followed run) {
        return sql.select(LINES, org.value(), run.id()).map(lines -> {
            List<ProgressItem> words = new ArrayList<>();
            words.add(ProgressItem.queued(QUEUED));
            lines.forEach(line -> words.add(ProgressItem.running((String) line[0])));
            if (run.over()) {
                words.add(end(run));
            } else if (WAITING.contains(run.state()) && run.message() != null) {
                words.add(ProgressItem.queued(run.message()));
            }
            return words;
        });
    }

    private static ProgressItem end(Followed run) {
        return switch (run.state()) {
            case "COMPLETED" -> ProgressItem.completed("dbt has done its work", null);
            case "CANCELLED" -> ProgressItem.failed(sentence("The run was cancelled", run));
            case "CRASHED" -> ProgressItem.failed(sentence("The run broke off", run));
            default -> ProgressItem.failed(sentence("The run failed", run));
        };
    }

    private static String sentence(String what, Followed run) {
        String when = run.started() ? what : what + " before it had begun";
        return run.message() == null || run.message().isBlank() ? when : when + ": " + run.message();
    }

    private static Followed followed(Object[] row) {
        return new Followed(
                ((Number) row[0]).longValue(),
                (String) row[1],
                (String) row[2],
                (Boolean) row[3],
                Boolean.TRUE.equals(row[4]));
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Uni<List<ProgressItem>> none() {
        return Uni.createFrom().item(List.of());
    }
}
