package org.dalgo.upstream.prefect.run;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.upstream.prefect.http.OffsetPagination;
import org.dalgo.upstream.prefect.http.PrefectCalls;

/** Making and reading flow runs and task runs. */
public final class FlowRunClient {

    private static final String READ_RUNS = "read the runs";

    private final PrefectCalls calls;
    private final FlowRunRestClient rest;
    private final OffsetPagination offsetPagination;

    public FlowRunClient(PrefectCalls calls, OffsetPagination offsetPagination) {
        this.calls = calls;
        this.rest = calls.client(FlowRunRestClient.class);
        this.offsetPagination = offsetPagination;
    }

    public Uni<FlowRun> create(UUID deployment, FlowRunDraft draft) {
        CreateFlowRunRequest body = CreateFlowRunRequest.of(draft);
        // The key makes it repeatable: a second request answers with the first one's run.
        return calls.send("start the run", () -> rest.create(deployment, body)).map(PrefectFlowRunResponse::toFlowRun);
    }

    public Uni<Optional<FlowRun>> find(UUID id) {
        return calls.send("read the run", () -> rest.read(id))
                .map(run -> Optional.of(run.toFlowRun()))
                .onFailure(UpstreamFailure::isNotFound)
                .recoverWithItem(Optional.empty());
    }

    public Uni<List<FlowRun>> byIds(Collection<UUID> ids) {
        return offsetPagination.inBatches(ids, batch -> all(READ_RUNS, null, FlowRunFilter.ids(batch)));
    }

    public Uni<List<FlowRun>> active(Instant now) {
        Uni<List<FlowRun>> begun = all(READ_RUNS, null, FlowRunFilter.begun());
        Uni<List<FlowRun>> due = all(READ_RUNS, null, FlowRunFilter.due(now));
        return begun.chain(first -> due.map(second -> joined(first, second)));
    }

    public Uni<List<FlowRun>> endedSince(Instant since) {
        return all("read the runs that ended", "END_TIME_DESC", FlowRunFilter.endedSince(since));
    }

    public Uni<Optional<FlowRun>> byIdempotencyKey(String key) {
        return page(null, FlowRunFilter.key(key), 1, 0)
                .map(runs -> runs.stream().findFirst());
    }

    public Uni<List<FlowRun>> history(HistoryQuery query) {
        return query.deploymentIds().isEmpty()
                ? Uni.createFrom().item(List.of())
                : page("START_TIME_DESC", FlowRunFilter.history(query), query.limit(), query.offset());
    }

    public Uni<Optional<FlowRun>> next(UUID deployment) {
        return page("NEXT_SCHEDULED_START_TIME_ASC", FlowRunFilter.plannedOf(deployment), 1, 0)
                .map(runs -> runs.stream().findFirst());
    }

    public Uni<List<FlowRun>> subflows(Collection<UUID> parents) {
        return offsetPagination.inBatches(parents, batch -> all(READ_RUNS, null, FlowRunFilter.childrenOf(batch)));
    }

    public Uni<List<TaskRun>> taskRuns(Collection<UUID> flowRuns) {
        return offsetPagination.inBatches(flowRuns, batch -> offsetPagination
                .all(
                        "read the steps of the run",
                        (limit, offset) -> rest.taskRuns(TaskRunFilterRequest.of(batch, limit, offset)))
                .map(rows ->
                        rows.stream().map(PrefectTaskRunResponse::toTaskRun).toList()));
    }

    private Uni<List<FlowRun>> all(String doing, String sort, FlowRunFilter filter) {
        return offsetPagination
                .all(doing, (limit, offset) -> rest.filter(new FlowRunFilterRequest(sort, filter, limit, offset)))
                .map(FlowRunClient::flowRuns);
    }

    private Uni<List<FlowRun>> page(String sort, FlowRunFilter filter, int size, int from) {
        return offsetPagination
                .page(
                        READ_RUNS,
                        size,
                        from,
                        (limit, offset) -> rest.filter(new FlowRunFilterRequest(sort, filter, limit, offset)))
                .map(FlowRunClient::flowRuns);
    }

    private static List<FlowRun> flowRuns(List<PrefectFlowRunResponse> rows) {
        return rows.stream().map(PrefectFlowRunResponse::toFlowRun).toList();
    }

    private static List<FlowRun> joined(List<FlowRun> first, List<FlowRun> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
