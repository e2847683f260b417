package org.dalgo.flow.run.history;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dalgo.flow.run.state.RunRepository;
import org.dalgo.flow.run.state.RunRow;
import org.dalgo.flow.run.state.StepRow;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.validation.PageBounds;

/** Past runs of a deployment, page by page, with their steps; from our own rows, whatever Prefect is doing. */
@ApplicationScoped
public class RunHistoryService {

    private static final int LARGEST_PAGE = 200;

    private final TenantTransactions tenantTransactions;
    private final RunHistoryRepository repository;
    private final RunRepository runs;

    @Inject
    RunHistoryService(TenantTransactions tenantTransactions, RunHistoryRepository repository, RunRepository runs) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
        this.runs = runs;
    }

    public Uni<List<RunHistoryResponse>> page(OrgId org, UUID deploymentId, int limit, int offset) {
        PageBounds.requireNotNegative(limit, offset);
        return tenantTransactions.inOrg(
                org, () -> runs.history(org, deploymentId, Math.min(limit, LARGEST_PAGE), offset)
                        .call(found -> found.isEmpty()
                                ? requireDeployment(org, deploymentId)
                                : Uni.createFrom().voidItem())
                        .chain(found -> withSteps(org, found)));
    }

    private Uni<Void> requireDeployment(OrgId org, UUID deploymentId) {
        return repository
                .hasDeployment(org, deploymentId)
                .invoke(found -> {
                    if (!found) {
                        throw Failure.notFound("pipeline not found");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<List<RunHistoryResponse>> withSteps(OrgId org, List<RunRow> page) {
        return runs.steps(org, page.stream().map(RunRow::id).toList()).map(steps -> {
            Map<Long, List<StepResponse>> byRun = steps.stream()
                    .collect(Collectors.groupingBy(
                            StepRow::run, Collectors.mapping(StepResponse::of, Collectors.toList())));
            return page.stream()
                    .map(run -> new RunHistoryResponse(run.toResponse(), byRun.getOrDefault(run.id(), List.of())))
                    .toList();
        });
    }
}
