package org.dalgo.flow.run.log.view;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.flow.run.log.LogRepository;
import org.dalgo.flow.run.log.LogSelection;
import org.dalgo.flow.run.log.RunSnapshot;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** What may be read of a run's log, and from where. */
@ApplicationScoped
class RunLogService {

    private final TenantTransactions tenantTransactions;
    private final LogRepository repository;

    @Inject
    RunLogService(TenantTransactions tenantTransactions, LogRepository repository) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
    }

    /**
     * Where a stream begins.
     *
     * @param run what it shows
     * @param place of the last line that the client has
     * @param remains false when the client has everything and knows the end
     */
    record StreamStart(RunSnapshot run, long place, boolean remains) {}

    /**
     * Finds where a stream begins.
     *
     * @param cursor from the client, or null
     * @param level least level of its lines
     * @param tail number of last lines to begin with, or null for all; a cursor goes before
     * @return NOT_FOUND for a run that this organisation does not have, BAD_REQUEST for a cursor that is not one of
     *     this run
     */
    Uni<StreamStart> start(OrgId org, UUID flowRunId, String cursor, int level, Integer tail) {
        return tenantTransactions.inOrg(
                org, () -> repository.run(org, flowRunId).chain(found -> {
                    RunSnapshot run = found.orElseThrow(RunLogService::notFound);
                    return cursor == null ? fresh(run, level, tail) : resumed(run, cursor, level);
                }));
    }

    /**
     * Opens the log of a run, of one of its subflows, or of one step, and reads its first page.
     *
     * @param taskRunId step, or null for everything
     * @param limit most lines, or 0 for all
     * @return NOT_FOUND for a run that this organisation does not have
     */
    Uni<LogPages> open(OrgId org, UUID flowRunId, UUID taskRunId, int offset, int limit) {
        return tenantTransactions.inOrg(
                org, () -> select(org, flowRunId, taskRunId).chain(selection -> {
                    LogPages pages = new LogPages(tenantTransactions, repository, selection, offset, limit);
                    return pages.readFirst().replaceWith(pages);
                }));
    }

    private Uni<LogSelection> select(OrgId org, UUID flowRunId, UUID taskRunId) {
        return repository
                .run(org, flowRunId)
                .chain(found -> found.isPresent()
                        ? Uni.createFrom().item(ofRun(found.get(), taskRunId))
                        : ofSubflow(org, flowRunId, taskRunId));
    }

    private static LogSelection ofRun(RunSnapshot run, UUID taskRunId) {
        return taskRunId == null ? LogSelection.ofRun(run) : LogSelection.ofStep(run, taskRunId);
    }

    private Uni<LogSelection> ofSubflow(OrgId org, UUID flowRunId, UUID taskRunId) {
        return repository
                .runOfSubflow(org, flowRunId)
                .onItem()
                .ifNull()
                .failWith(RunLogService::notFound)
                .chain(run -> repository.run(org, run))
                .map(run -> LogSelection.ofSubflow(run.orElseThrow(RunLogService::notFound), flowRunId, taskRunId));
    }

    private Uni<StreamStart> fresh(RunSnapshot run, int level, Integer tail) {
        Uni<Integer> place =
                tail == null ? Uni.createFrom().item(0) : repository.beforeLast(run.org(), run.id(), level, tail);
        return place.map(before -> new StreamStart(run, before, true));
    }

    private Uni<StreamStart> resumed(RunSnapshot run, String cursor, int level) {
        long place = new LogCursor(run.flowRunId()).position(cursor, run.lines());
        Uni<Boolean> remains = run.complete()
                ? repository.anyAfter(run.org(), run.id(), place, level)
                : Uni.createFrom().item(true);
        return remains.map(any -> new StreamStart(run, place, any));
    }

    private static Failure notFound() {
        return Failure.notFound("flow run not found");
    }
}
