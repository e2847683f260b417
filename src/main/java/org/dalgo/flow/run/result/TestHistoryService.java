package org.dalgo.flow.run.result;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** The dbt tests of an organisation over its runs. */
@ApplicationScoped
public class TestHistoryService {

    private final TenantTransactions tenantTransactions;
    private final ResultRepository results;

    @Inject
    TestHistoryService(TenantTransactions tenantTransactions, ResultRepository results) {
        this.tenantTransactions = tenantTransactions;
        this.results = results;
    }

    /**
     * The newest 20 results of each test, newest first; tests that fail now first. Results in which a test was skipped are
     * left out.
     *
     * @param limit number of tests
     * @param offset tests left out before them
     */
    public Uni<List<TestRunView>> list(OrgId org, int limit, int offset) {
        return tenantTransactions.inOrg(org, () -> results.testHistory(org, limit, offset));
    }
}
