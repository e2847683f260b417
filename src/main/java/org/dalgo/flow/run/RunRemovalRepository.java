package org.dalgo.flow.run;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** What is to be stopped when an organisation is removed. */
@ApplicationScoped
class RunRemovalRepository {

    /**
     * What may be running.
     *
     * @param deployments Prefect's ids of those that have or had runs
     * @param runs that have not ended as far as we know, with their deployment; by Prefect's ids
     */
    record RunsToStop(Set<UUID> deployments, Map<UUID, UUID> runs) {}

    private static final String RUNS_TO_STOP =
            """
            select prefect_deployment_id, null::uuid as open_run_id from deployment where org_id = $1
            union
            select prefect_deployment_id, case when state_type not in ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')
                                       then prefect_flow_run_id end
            from run where org_id = $1
            """;

    private final Sql sql;

    @Inject
    RunRemovalRepository(Sql sql) {
        this.sql = sql;
    }

    /** Joins the current transaction. */
    Uni<RunsToStop> runsToStop(OrgId org) {
        return sql.rows(RUNS_TO_STOP, org.value()).map(RunRemovalRepository::runsToStop);
    }

    private static RunsToStop runsToStop(List<Row> rows) {
        RunsToStop runsToStop = new RunsToStop(new HashSet<>(), new HashMap<>());
        for (Row row : rows) {
            runsToStop.deployments().add(row.uuid("prefect_deployment_id"));
            if (!row.isNull("open_run_id")) {
                runsToStop.runs().put(row.uuid("open_run_id"), row.uuid("prefect_deployment_id"));
            }
        }
        return runsToStop;
    }
}
