package org.dalgo.flow.run.state;

import java.time.Instant;
import java.util.UUID;
import org.dalgo.platform.tenancy.Row;

/**
 * A step of a run with what it stands for.
 *
 * @param taskSlug slug of the task, or null when the deployment no longer has it
 * @param connectionId connection that it syncs, or null
 */
public record StepRow(
        long run,
        UUID taskRunId,
        String label,
        String stateType,
        String stateName,
        Instant startedAt,
        Instant endedAt,
        Double totalRunTime,
        String taskSlug,
        UUID connectionId,
        String connectionName) {

    static final String SELECT =
            """
            select s.run_id, s.prefect_task_run_id, s.label, s.state_type, s.state_name, s.started_at, s.ended_at,
                   s.total_run_time, k.slug, t.airbyte_connection_id, t.connection_name
            from run_step s
            join run r on r.id = s.run_id
            left join deployment_task d on d.deployment_id = r.deployment_id and d.label = s.label
            left join org_task t on t.id = d.org_task_id
            left join task k on k.id = t.task_id
            where s.org_id = $1 and s.run_id = any($2)
            order by s.run_id, coalesce(s.started_at, s.state_at), s.seq
            """;

    static StepRow of(Row row) {
        return new StepRow(
                row.longValue("run_id"),
                row.uuid("prefect_task_run_id"),
                row.text("label"),
                row.text("state_type"),
                row.text("state_name"),
                row.instant("started_at"),
                row.instant("ended_at"),
                row.doubleOrNull("total_run_time"),
                row.text("slug"),
                row.uuid("airbyte_connection_id"),
                row.text("connection_name"));
    }
}
