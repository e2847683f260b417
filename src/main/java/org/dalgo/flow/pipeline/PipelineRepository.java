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
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
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
            "l.locked_at, l.own as lock_own, l.email as lock_email, l.prefect_flow_run_id as lock_flow_run_id,"
                    + " l.state_type as lock_state_type, l.progress_id as lock_progress_id";

    private static final String PIPELINES =
            """
            select d.name, d.schedule_active and d.cron is not null as scheduled, d.deployment_name,
                   d.prefect_deployment_id, d.cron,
                   %s,
                   r.id as run_id, r.prefect_flow_run_id, r.name as run_name, r.started_at, r.expected_start,
                   r.total_run_time, r.state_type, r.state_name, a.email as runner_email
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
                   m.type || ' ' || m.command as full_command, o.parameters::text as parameters, o.generated_by
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
            select coalesce(a.email, $3) as runner from run r left join account a on a.id = r.account_id
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
        return sql.rows(PIPELINES, org.value())
                .map(rows -> rows.stream().map(PipelineRepository::summary).toList());
    }

    Uni<List<TransformTaskResponse>> transformTasks(OrgId org) {
        return sql.rows(TRANSFORM_TASKS, org.value()).map(rows -> rows.stream()
                .map(this::transformTask)
                .sorted(Comparator.comparingInt(TransformTaskResponse::seq))
                .toList());
    }

    /** Names of the organisation's pipelines, except that of one of them. */
    Uni<List<String>> names(OrgId org, Long except) {
        return sql.rows(
                        "select name from deployment where org_id = $1 and type = 'orchestrate'"
                                + " and id is distinct from $2::bigint",
                        org.value(),
                        except)
                .map(rows -> rows.stream().map(row -> row.text("name")).toList());
    }

    /** Who runs the deployment now. A run that only the schedule has planned does not count. */
    Uni<Optional<String>> findRunner(OrgId org, long deployment) {
        return sql.firstRow(RUNNER, org.value(), deployment, LockResponse.SYSTEM)
                .map(row -> Optional.ofNullable(row).map(found -> found.text("runner")));
    }

    private static PipelineSummary summary(Row row) {
        UUID deploymentId = row.uuid("prefect_deployment_id");
        return new PipelineSummary(
                row.text("name"),
                row.bool("scheduled"),
                row.text("deployment_name"),
                deploymentId,
                row.text("cron"),
                row.isNull("run_id") ? null : run(deploymentId, row),
                lock(row),
                null);
    }

    private static RunResponse run(UUID deploymentId, Row row) {
        return new RunResponse(
                deploymentId,
                row.uuid("prefect_flow_run_id"),
                row.text("run_name"),
                row.instant("started_at"),
                row.instant("expected_start"),
                row.isNull("total_run_time") ? -1 : row.doubleValue("total_run_time"),
                row.text("state_type"),
                row.text("state_name"),
                row.text("runner_email"));
    }

    private TransformTaskResponse transformTask(Row row) {
        TaskKind kind = TaskKind.of(row.text("slug"));
        return new TransformTaskResponse(
                row.text("label"),
                kind.slug(),
                row.longValue("id"),
                row.uuid("uuid"),
                row.uuid("prefect_deployment_id"),
                lock(row),
                row.text("full_command") + parameters(row.text("parameters")).toArguments(),
                row.text("generated_by"),
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

    private static LockResponse lock(Row row) {
        return row.isNull("locked_at")
                ? null
                : LockResponse.of(
                        row.text("lock_email"),
                        row.instant("locked_at"),
                        row.uuid("lock_flow_run_id"),
                        row.text("lock_state_type"),
                        row.bool("lock_own"),
                        row.uuid("lock_progress_id"));
    }
}
