package org.dalgo.flow.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.flow.lock.LockResponse;
import org.dalgo.flow.run.state.RunResponse;
import org.dalgo.flow.task.TaskKind;
import org.dalgo.flow.task.TaskParameters;
import org.dalgo.platform.tenancy.Columns;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** The lists that pages poll, one query each: deployments with their last run and the lock on any of their tasks. */
@ApplicationScoped
class PipelineRepository {

    // A lock of one's own run says more than another's on a shared task. A released one is shown for two seconds more:
    // the page starts to poll only when the list after the click still bears a lock.
    private static final String LOCK =
            """
            left join lateral (
                select k.locked_at, k.deployment_id = d.id as own, w.email, x.prefect_flow_run_id, x.state_type,
                       x.progress_id
                from deployment_task t
                join task_lock k on k.org_task_id = t.org_task_id
                join run x on x.id = k.run_id
                left join account w on w.id = k.account_id
                where t.deployment_id = d.id
                  and ((k.released_at is null and k.expires_at > now())
                       or k.released_at > now() - interval '2 seconds')
                order by own desc, k.locked_at limit 1) l on true
            """;

    private static final String LOCK_COLUMNS =
            "l.locked_at, l.own, l.email, l.prefect_flow_run_id, l.state_type, l.progress_id";

    private static final String PIPELINES =
            """
            select d.name, d.schedule_active and d.cron is not null, d.deployment_name, d.prefect_deployment_id, d.cron,
                   %s,
                   r.id, r.prefect_flow_run_id, r.name, r.started_at, r.expected_start, r.total_run_time, r.state_type,
                   r.state_name, a.email
            from deployment d
            %s
            left join lateral (
                select * from run x
                where x.deployment_id = d.id and x.state_type in ('COMPLETED', 'FAILED', 'CRASHED')
                order by x.started_at desc nulls last, x.id desc limit 1) r on true
            left join account a on a.id = r.account_id
            where d.org_id = $1 and d.type = 'orchestrate'
            order by d.id
            """
                    .formatted(LOCK_COLUMNS, LOCK);

    // The last step of such a deployment is the task; those before it prepare.
    private static final String TRANSFORM_TASKS =
            """
            select m.label, m.slug, o.id, o.uuid, d.prefect_deployment_id,
                   %s,
                   m.type || ' ' || m.command, o.parameters::text, o.generated_by
            from deployment d
            join deployment_task s on s.deployment_id = d.id
                and s.seq = (select max(z.seq) from deployment_task z where z.deployment_id = d.id)
            join org_task o on o.id = s.org_task_id
            join task m on m.id = o.task_id and m.type = 'dbt'
            %s
            where d.org_id = $1 and d.type = 'manual'
            order by o.generated_by = 'client', o.id
            """
                    .formatted(LOCK_COLUMNS, LOCK);

    private static final String RUNNER =
            """
            select coalesce(a.email, $3) from run r left join account a on a.id = r.account_id
            where r.org_id = $1 and r.deployment_id = $2
              and (r.state_type in ('PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')
                   or r.state_type = 'SCHEDULED' and r.account_id is not null)
            order by r.id desc limit 1
            """;

    private final Sql sql;
    private final ObjectMapper mapper;

    @Inject
    PipelineRepository(Sql sql, ObjectMapper mapper) {
        this.sql = sql;
        this.mapper = mapper;
    }

    Uni<List<PipelineSummary>> pipelines(OrgId org) {
        return sql.select(PIPELINES, org.value())
                .map(rows -> rows.stream().map(PipelineRepository::summary).toList());
    }

    Uni<List<TransformTaskResponse>> transformTasks(OrgId org) {
        return sql.select(TRANSFORM_TASKS, org.value()).map(rows -> rows.stream()
                .map(this::transformTask)
                .sorted(Comparator.comparingInt(TransformTaskResponse::seq))
                .toList());
    }

    /** Names of the organisation's pipelines, except that of one of them. */
    Uni<List<String>> names(OrgId org, Long except) {
        return sql.select(
                        "select name from deployment where org_id = $1 and type = 'orchestrate'"
                                + " and id is distinct from $2::bigint",
                        org.value(),
                        except)
                .map(rows -> rows.stream().map(row -> (String) row[0]).toList());
    }

    /** Who runs the deployment now. A run that only the schedule has planned does not count. */
    Uni<Optional<String>> findRunner(OrgId org, long deployment) {
        return sql.first(RUNNER, org.value(), deployment, LockResponse.SYSTEM).map(PipelineRepository::text);
    }

    private static PipelineSummary summary(Object[] row) {
        UUID deploymentId = (UUID) row[3];
        return new PipelineSummary(
                (String) row[0],
                (Boolean) row[1],
                (String) row[2],
                deploymentId,
                (String) row[4],
                row[11] == null ? null : run(deploymentId, row),
                lock(row, 5),
                null);
    }

    private static RunResponse run(UUID deploymentId, Object[] row) {
        return new RunResponse(
                deploymentId,
                (UUID) row[12],
                (String) row[13],
                Columns.instant(row[14]),
                Columns.instant(row[15]),
                row[16] == null ? -1 : ((Number) row[16]).doubleValue(),
                (String) row[17],
                (String) row[18],
                (String) row[19]);
    }

    private TransformTaskResponse transformTask(Object[] row) {
        TaskKind kind = TaskKind.of((String) row[1]);
        return new TransformTaskResponse(
                (String) row[0],
                kind.slug(),
                ((Number) row[2]).longValue(),
                (UUID) row[3],
                (UUID) row[4],
                lock(row, 5),
                row[11] + parameters((String) row[12]).toArguments(),
                (String) row[13],
                kind.order(),
                kind.isPipelineDefault());
    }

    private TaskParameters parameters(String json) {
        try {
            return mapper.readValue(json, TaskParameters.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LockResponse lock(Object[] row, int first) {
        return row[first] == null
                ? null
                : LockResponse.of(
                        (String) row[first + 2],
                        Columns.instant(row[first]),
                        (UUID) row[first + 3],
                        (String) row[first + 4],
                        (Boolean) row[first + 1],
                        (UUID) row[first + 5]);
    }

    private static Optional<String> text(Object[] row) {
        return Optional.ofNullable(row).map(columns -> (String) columns[0]);
    }
}
