package org.dalgo.flow.run.result;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dalgo.flow.run.result.ResultRepository.OutcomeRow;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Results and summaries of the runs of an organisation, from our own rows. */
@ApplicationScoped
class RunResultService {

    private static final int LARGEST_PAGE = 1_000;
    private static final int NODES_IN_SUMMARY = 200;

    private final TenantTransactions tenantTransactions;
    private final ResultRepository results;

    @Inject
    RunResultService(TenantTransactions tenantTransactions, ResultRepository results) {
        this.tenantTransactions = tenantTransactions;
        this.results = results;
    }

    /**
     * A page of the results of a run; fails with NOT_FOUND.
     *
     * @param status only results with this status of dbt, or null
     * @param step only results of this step, or null
     */
    Uni<RunResultsResponse> results(OrgId org, UUID flowRunId, String status, UUID step, int limit, int offset) {
        return ofRun(
                org, flowRunId, run -> results.results(org, run, status, step, Math.min(limit, LARGEST_PAGE), offset));
    }

    /** A summary of each command that its steps executed, and of each step that failed; fails with NOT_FOUND. */
    Uni<List<StepSummaryResponse>> summary(OrgId org, UUID flowRunId) {
        return ofRun(org, flowRunId, run -> results.outcomes(org, run)
                .chain(outcomes -> results.results(org, run, null, null, NODES_IN_SUMMARY, 0)
                        .map(page -> summary(outcomes, page.results()))));
    }

    private static List<StepSummaryResponse> summary(List<OutcomeRow> outcomes, List<RunResultsResponse.Result> first) {
        Map<UUID, List<StepSummaryResponse.Node>> nodes = first.stream()
                .filter(result -> NodeResult.failed(result.status()) || "warn".equals(result.status()))
                .collect(Collectors.groupingBy(
                        RunResultsResponse.Result::taskRunId,
                        Collectors.mapping(StepSummaryResponse.Node::of, Collectors.toList())));
        return outcomes.stream()
                .map(outcome -> StepSummaryResponse.of(
                        outcome,
                        outcome.counts().isEmpty() ? List.of() : nodes.getOrDefault(outcome.taskRunId(), List.of())))
                .toList();
    }

    private <T> Uni<T> ofRun(OrgId org, UUID flowRunId, Function<Long, Uni<? extends T>> read) {
        return tenantTransactions.inOrg(org, () -> results.run(org, flowRunId)
                .map(run -> run.orElseThrow(() -> Failure.notFound("flow run not found")))
                .chain(read));
    }
}
