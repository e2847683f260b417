package org.dalgo.flow.run.history;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** All pipelines of an organisation with their latest runs, in one query. */
@ApplicationScoped
public class PipelineOverviewService {

    private final TenantTransactions tenantTransactions;
    private final RunHistoryRepository repository;

    @Inject
    PipelineOverviewService(TenantTransactions tenantTransactions, RunHistoryRepository repository) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
    }

    public Uni<List<PipelineOverviewResponse>> list(OrgId org) {
        return tenantTransactions.inOrg(org, () -> repository.pipelines(org));
    }
}
