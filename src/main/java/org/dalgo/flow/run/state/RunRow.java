package org.dalgo.flow.run.state;

import java.time.Instant;
import java.util.UUID;
import org.dalgo.platform.tenancy.Columns;
import org.dalgo.platform.tenancy.OrgId;

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
            + " r.total_run_time, r.account_id, a.email, r.dispatch, r.parameters::text,"
            + " r.progress_key, r.progress_id";

    static final String FROM = " from run r left join account a on a.id = r.account_id ";

    static RunRow of(Object[] row) {
        return new RunRow(
                ((Number) row[0]).longValue(),
                new OrgId(((Number) row[1]).longValue()),
                row[2] == null ? null : ((Number) row[2]).longValue(),
                (UUID) row[3],
                (UUID) row[4],
                (UUID) row[5],
                (String) row[6],
                (String) row[7],
                (String) row[8],
                Columns.instant(row[9]),
                (String) row[10],
                Columns.instant(row[11]),
                Columns.instant(row[12]),
                Columns.instant(row[13]),
                row[14] == null ? null : ((Number) row[14]).doubleValue(),
                row[15] == null ? null : ((Number) row[15]).longValue(),
                (String) row[16],
                (String) row[17],
                (String) row[18],
                row[20] == null ? null : new ProgressKey((String) row[19], (UUID) row[20]));
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
