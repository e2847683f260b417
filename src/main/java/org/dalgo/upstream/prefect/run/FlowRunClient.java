package org.dalgo.upstream.prefect.run;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.dalgo.upstream.prefect.http.OffsetPagination;
import org.dalgo.upstream.prefect.http.PrefectCall;
import org.dalgo.upstream.prefect.http.PrefectFailures;
import org.dalgo.upstream.prefect.http.PrefectHttpClient;
import org.dalgo.upstream.prefect.http.PrefectJson;

/** Making and reading flow runs and task runs. */
public final class FlowRunClient {

    private static final String FLOW_RUNS = "/flow_runs/filter";
    private static final String TASK_RUNS = "/task_runs/filter";

    /** Runs of no deployment are subflows or experiments of an operator. */
    private static final Map<String, Object> OF_A_DEPLOYMENT = Map.of("is_null_", false);

    private final PrefectHttpClient http;
    private final OffsetPagination offsetPagination;

    public FlowRunClient(PrefectHttpClient http, OffsetPagination offsetPagination) {
        this.http = http;
        this.offsetPagination = offsetPagination;
    }

    public Uni<FlowRun> create(UUID deployment, FlowRunDraft draft) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("idempotency_key", draft.idempotencyKey());
        body.put("tags", draft.tags());
        if (draft.name() != null) {
            body.put("name", draft.name());
        }
        if (draft.parameters() != null) {
            body.put("parameters", PrefectJson.withoutEvaluatedKeys(draft.parameters()));
        }
        if (draft.jobVariables() != null) {
            body.put("job_variables", draft.jobVariables());
        }
        if (!draft.labels().isEmpty()) {
            body.put("labels", draft.labels());
        }
        if (draft.at() != null) {
            body.put(
                    "state",
                    Map.of("type", StateType.SCHEDULED, "state_details", Map.of("scheduled_time", draft.at())));
        }
        // The key makes it repeatable: a second request answers with the first one's run.
        PrefectCall prefectCall = PrefectCall.post(
                        "/deployments/" + deployment + "/create_flow_run", body, "start the run")
                .asRepeatable();
        return http.send(prefectCall, PrefectFlowRunResponse.class).map(PrefectFlowRunResponse::toFlowRun);
    }

    public Uni<Optional<FlowRun>> find(UUID id) {
        return http.send(PrefectCall.get("/flow_runs/" + id, "read the run"), PrefectFlowRunResponse.class)
                .map(run -> Optional.of(run.toFlowRun()))
                .onFailure(PrefectFailures::isNotFound)
                .recoverWithItem(Optional.empty());
    }

    public Uni<List<FlowRun>> byIds(Collection<UUID> ids) {
        return offsetPagination.inBatches(ids, batch -> all(Map.of("id", Map.of("any_", batch))));
    }

    public Uni<List<FlowRun>> active(Instant now) {
        Uni<List<FlowRun>> begun = all(Map.of(
                "deployment_id",
                OF_A_DEPLOYMENT,
                "state",
                types(List.of(StateType.PENDING, StateType.RUNNING, StateType.CANCELLING, StateType.PAUSED))));
        Uni<List<FlowRun>> due = all(Map.of(
                "deployment_id", OF_A_DEPLOYMENT,
                "state", types(List.of(StateType.SCHEDULED)),
                "next_scheduled_start_time", Map.of("before_", now)));
        return begun.chain(first -> due.map(second -> joined(first, second)));
    }

    public Uni<List<FlowRun>> endedSince(Instant since) {
        return offsetPagination
                .all(
                        FLOW_RUNS,
                        Map.of(
                                "sort",
                                "END_TIME_DESC",
                                "flow_runs",
                                Map.of("deployment_id", OF_A_DEPLOYMENT, "end_time", Map.of("after_", since))),
                        "read the runs that ended",
                        PrefectFlowRunResponse.class)
                .map(FlowRunClient::flowRuns);
    }

    public Uni<Optional<FlowRun>> byIdempotencyKey(String key) {
        return page(Map.of("flow_runs", Map.of("idempotency_key", Map.of("any_", List.of(key)))), 1, 0)
                .map(runs -> runs.stream().findFirst());
    }

    public Uni<List<FlowRun>> history(HistoryQuery query) {
        if (query.deploymentIds().isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Map<String, Object> filter = new LinkedHashMap<>();
        // Not by deployments.id: that becomes a correlated subquery per row.
        filter.put("deployment_id", Map.of("any_", query.deploymentIds()));
        filter.put("parent_task_run_id", Map.of("is_null_", true));
        filter.put(
                "state",
                query.types().isEmpty()
                        ? Map.of("type", Map.of("not_any_", List.of(StateType.SCHEDULED)))
                        : types(query.types()));
        if (query.startedAfter() != null) {
            filter.put("start_time", Map.of("after_", query.startedAfter()));
        }
        return page(Map.of("sort", "START_TIME_DESC", "flow_runs", filter), query.limit(), query.offset());
    }

    public Uni<Optional<FlowRun>> next(UUID deployment) {
        Map<String, Object> filter = Map.of(
                "deployment_id", Map.of("any_", List.of(deployment)), "state", types(List.of(StateType.SCHEDULED)));
        return page(Map.of("sort", "NEXT_SCHEDULED_START_TIME_ASC", "flow_runs", filter), 1, 0)
                .map(runs -> runs.stream().findFirst());
    }

    public Uni<List<FlowRun>> subflows(Collection<UUID> parents) {
        return offsetPagination.inBatches(parents, batch -> all(Map.of("parent_flow_run_id", Map.of("any_", batch))));
    }

    public Uni<List<TaskRun>> taskRuns(Collection<UUID> flowRuns) {
        return offsetPagination.inBatches(flowRuns, batch -> offsetPagination
                .all(
                        TASK_RUNS,
                        Map.of(
                                "sort",
                                "EXPECTED_START_TIME_ASC",
                                "task_runs",
                                Map.of("flow_run_id", Map.of("any_", batch))),
                        "read the steps of the run",
                        PrefectTaskRunResponse.class)
                .map(rows ->
                        rows.stream().map(PrefectTaskRunResponse::toTaskRun).toList()));
    }

    private Uni<List<FlowRun>> all(Map<String, Object> flowRuns) {
        return offsetPagination
                .all(FLOW_RUNS, Map.of("flow_runs", flowRuns), "read the runs", PrefectFlowRunResponse.class)
                .map(FlowRunClient::flowRuns);
    }

    private Uni<List<FlowRun>> page(Map<String, Object> filter, int limit, int offset) {
        return offsetPagination
                .page(FLOW_RUNS, filter, limit, offset, "read the runs", PrefectFlowRunResponse.class)
                .map(FlowRunClient::flowRuns);
    }

    private static List<FlowRun> flowRuns(List<PrefectFlowRunResponse> rows) {
        return rows.stream().map(PrefectFlowRunResponse::toFlowRun).toList();
    }

    private static List<FlowRun> joined(List<FlowRun> first, List<FlowRun> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static Map<String, Object> types(Collection<StateType> types) {
        return Map.of("type", Map.of("any_", types));
    }
}
