package org.dalgo.flow.run.state;

import java.time.Instant;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;

/**
 * A run as it stands in the database, with the address of who started it.
 *
 * @param deployment primary key of its deployment, or null when that has been deleted
 * @param flowRunId Prefect's id, or null until Prefect has answered
 * @param account who started it, or null when the schedule did
 * @param parameters JSON of what differs from the parameters of the deployment, or null
 * @param progress key of its progress, or null
 */
public record RunRow(
        long id,
        OrgId org,
        Long deployment,
        UUID deploymentId,
        UUID idempotencyKey,
        UUID flowRunId,
        String name,
        String stateType,
        String stateName,
        Instant stateAt,
        String stateMessage,
        Instant expectedStart,
        Instant startedAt,
        Instant endedAt,
        Double totalRunTime,
        Long account,
        String email,
        String dispatch,
        String parameters,
        ProgressKey progress) {

    /** Columns in the order of {@link #of}, for an alias {@code r} of run and {@code a} of account. */
    static final String COLUMNS = "r.id, r.org_id, r.deployment_id, r.prefect_deployment_id, r.idempotency_key,"
            + " r.prefect_flow_run_id, r.name,"
            + " r.state_type, r.state_name, r.state_at, r.state_message, r.expected_start, r.started_at, r.ended_at,"
            + " r.total_run_time, r.account_id, a.email as account_email, r.dispatch,"
            + " r.parameters::text as parameters,"
            + " r.progress_key, r.progress_id";

    static final String FROM = " from run r left join account a on a.id = r.account_id ";

    static RunRow of(Row row) {
        return new RunRow(
                row.longValue("id"),
                row.org("org_id"),
                row.longOrNull("deployment_id"),
                row.uuid("prefect_deployment_id"),
                row.uuid("idempotency_key"),
                row.uuid("prefect_flow_run_id"),
                row.text("name"),
                row.text("state_type"),
                row.text("state_name"),
                row.instant("state_at"),
                row.text("state_message"),
                row.instant("expected_start"),
                row.instant("started_at"),
                row.instant("ended_at"),
                row.doubleOrNull("total_run_time"),
                row.longOrNull("account_id"),
                row.text("account_email"),
                row.text("dispatch"),
                row.text("parameters"),
                row.isNull("progress_id") ? null : new ProgressKey(row.text("progress_key"), row.uuid("progress_id")));
    }

    public RunResponse toResponse() {
        return new RunResponse(
                deploymentId,
                flowRunId,
                name,
                startedAt,
                expectedStart,
                totalRunTime == null ? -1 : totalRunTime,
                stateType,
                stateName,
                email);
    }
}
