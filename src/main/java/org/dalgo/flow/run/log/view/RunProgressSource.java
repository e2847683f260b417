package org.dalgo.flow.run.log.view;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dalgo.flow.run.log.view.RunProgressRepository.TrackedRun;
import org.dalgo.platform.job.ProgressMessage;
import org.dalgo.platform.job.ProgressSource;
import org.dalgo.platform.tenancy.OrgId;

/**
 * The progress of a run as progress messages of a job, derived from the run and its lines. Nothing is stored for it, so
 * a crash leaves no progress unfinished. Its end comes with the last line, and at most 15 s after the end of the run.
 */
@ApplicationScoped
class RunProgressSource implements ProgressSource {

    private static final int PAGE = 200;
    private static final String QUEUED = "Added dbt commands in queue";
    private static final Set<String> WAITING = Set.of("SCHEDULED", "PENDING");

    private final RunProgressRepository repository;
    private final ProgressLineCache seen = new ProgressLineCache();

    @Inject
    RunProgressSource(RunProgressRepository repository) {
        this.repository = repository;
    }

    @Override
    public Uni<List<ProgressMessage>> list(OrgId org, String hashkey, String taskId) {
        return uuid(taskId)
                .map(id -> repository
                        .find(org, hashkey, id)
                        .chain(run -> run.isEmpty() ? none() : messages(org, run.get())))
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
        return repository.lines(org, run, known.lastSeq(), PAGE).chain(next -> {
            ProgressLineCache.Lines lines = known.plus(next);
            seen.put(run, lines);
            return next.size() < PAGE ? Uni.createFrom().item(lines) : lines(org, run);
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
