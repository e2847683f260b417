package org.dalgo.flow.run.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.flow.deployment.DeploymentView;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.upstream.prefect.run.StateType;

/** Queries over runs. Those of the reconciler span organisations and need a cross-tenant transaction. */
@ApplicationScoped
public class RunRepository implements PanacheRepository<Run> {

    private static final String SELECT = "select " + RunRow.COLUMNS + RunRow.FROM;
    private static final String OPEN = "r.state_type not in ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')";

    // A newer state wins; the same one again may bring the exact times that the event did not carry.
    private static final String APPLY =
            """
            with changed as (
                update run set
                    state_type = $2::varchar, state_at = $4::timestamptz, state_message = $5::text,
                    state_name = case when $2::varchar = 'COMPLETED' and exists (
                        select 1 from run_step s where s.run_id = run.id and s.state_name = 'DBT_TEST_FAILED')
                        then 'DBT_TEST_FAILED' else $3::varchar end,
                    expected_start = coalesce($6::timestamptz, expected_start),
                    started_at = coalesce($7::timestamptz, started_at),
                    log_complete = log_complete and (
                        state_type = $2::varchar or state_type not in ('FAILED', 'CRASHED', 'CANCELLED')),
                    outcomes_read = false,
                    ended_at = case when $9::boolean then coalesce($8::timestamptz, $4::timestamptz) end,
                    total_run_time = coalesce($10::double precision, case when $9::boolean then
                        extract(epoch from coalesce($8::timestamptz, $4::timestamptz) - coalesce($7::timestamptz, started_at, coalesce($8::timestamptz, $4::timestamptz))) end),
                    updated_at = now()
                where prefect_flow_run_id = $1::uuid
                  and (state_at < $4::timestamptz or (state_at = $4::timestamptz and $7::timestamptz is distinct from started_at and $7::timestamptz is not null)
                       or (state_at = $4::timestamptz and $10::double precision is not null and $10::double precision is distinct from total_run_time)
                       or (state_at = $4::timestamptz and state_type <> $2::varchar))
                returning *)
            select """
                    + " " + RunRow.COLUMNS + " from changed r left join account a on a.id = r.account_id";

    @Inject
    Sql sql;

    /**
     * Inserts a run that Prefect has no request for yet.
     *
     * @param parameters what differs from those of the deployment, or null
     * @param progress key of its progress, or null
     * @param due when the start counts as overdue
     * @return primary key of the row
     */
    public Uni<Long> insert(
            Caller caller, DeploymentView deployment, JsonNode parameters, ProgressKey progress, Instant due) {
        Run run = new Run();
        run.org = caller.org().value();
        run.deployment = deployment.id();
        run.deploymentId = deployment.deploymentId();
        run.idempotencyKey = UUID.randomUUID();
        run.account = caller.account();
        run.parameters = parameters;
        if (progress != null) {
            run.progressKey = progress.hashkey();
            run.progressId = progress.id();
        }
        run.dispatchDue = due;
        return persistAndFlush(run).map(saved -> saved.id);
    }

    public Uni<Optional<RunRow>> byFlowRun(OrgId org, UUID flowRunId) {
        return one(SELECT + "where r.org_id = $1 and r.prefect_flow_run_id = $2", org.value(), flowRunId);
    }

    public Uni<Optional<RunRow>> byFlowRunAcrossOrgs(UUID flowRunId) {
        return one(SELECT + "where r.prefect_flow_run_id = $1", flowRunId);
    }

    public Uni<Optional<RunRow>> byId(long id) {
        return one(SELECT + "where r.id = $1", id);
    }

    public Uni<List<RunRow>> findOpen() {
        return many(SELECT + "where " + OPEN + " and r.prefect_flow_run_id is not null order by r.id limit 2000");
    }

    Uni<Integer> recordHeartbeat(UUID flowRunId) {
        return sql.update("update run set heartbeat_at = now() where prefect_flow_run_id = $1", flowRunId);
    }

    /** Runs without a heartbeat, a log line or a change of a step for that long. */
    public Uni<List<RunRow>> findWithoutHeartbeat(Duration since) {
        return many(
                SELECT + "where r.state_type in ('RUNNING', 'CANCELLING')"
                        + " and greatest(r.heartbeat_at, r.started_at, r.state_at,"
                        + " (select max(s.state_at) from run_step s where s.run_id = r.id))"
                        + " < now() - $1::bigint * interval '1 millisecond' order by r.id limit 200",
                since.toMillis());
    }

    /** Runs that a worker took so long ago and never began. */
    public Uni<List<RunRow>> findStuckPending(Duration since) {
        return many(
                SELECT + "where r.state_type = 'PENDING' and r.state_name <> 'AwaitingConcurrencySlot'"
                        + " and r.started_at is null and r.prefect_flow_run_id is not null"
                        + " and greatest(r.heartbeat_at, r.state_at) < now() - $1::bigint * interval '1 millisecond'"
                        + " order by r.id limit 200",
                since.toMillis());
    }

    /** Runs that crashed within that time; their process may live and end them otherwise. */
    public Uni<List<RunRow>> findRecentlyCrashed(Duration ago) {
        return many(
                SELECT + "where r.state_type = 'CRASHED' and r.prefect_flow_run_id is not null"
                        + " and r.ended_at > now() - $1::bigint * interval '1 second' order by r.id desc limit 200",
                ago.toSeconds());
    }

    /** Ended a moment ago: their last steps may reach Prefect's tables later than their own end. */
    public Uni<List<RunRow>> findRecentlyEnded(Duration ago) {
        return many(
                SELECT
                        + "where r.ended_at > now() - $1::bigint * interval '1 second'"
                        + " and r.prefect_flow_run_id is not null",
                ago.toSeconds());
    }

    /** Finished runs of a deployment, newest first. Cancelled ones are left out, as the web app expects. */
    public Uni<List<RunRow>> history(OrgId org, UUID deploymentId, int limit, int offset) {
        return many(
                SELECT
                        + "where r.deployment_id = (select d.id from deployment d where d.org_id = $1"
                        + " and d.prefect_deployment_id = $2)"
                        + " and r.state_type in ('COMPLETED', 'FAILED', 'CRASHED')"
                        + " order by r.started_at desc nulls last, r.id desc limit $3 offset $4",
                org.value(),
                deploymentId,
                limit,
                offset);
    }

    /** Starts that are overdue; taking them postpones them, so that no two replicas send the same at once. */
    Uni<List<RunRow>> claimOverdue(Duration pause) {
        return sql.rows(
                        "update run set dispatch_due = now() + $1::bigint * interval '1 millisecond'"
                                + " where dispatch <> 'sent' and dispatch_due < now() returning id",
                        pause.toMillis())
                .map(rows -> rows.stream().map(row -> row.longValue("id")).toArray(Long[]::new))
                .chain(ids -> many(SELECT + "where r.id = any($1)", (Object) ids));
    }

    Uni<Integer> markUnconfirmed(long id) {
        return sql.update("update run set dispatch = 'unconfirmed', dispatch_due = now() where id = $1", id);
    }

    /** Removes a run that never reached Prefect; its locks go with it. */
    Uni<Integer> deleteUnsent(long id) {
        return sql.update("delete from run where id = $1 and prefect_flow_run_id is null", id);
    }

    /** Ties a row to the flow run that Prefect made for its key. */
    Uni<Integer> attach(UUID key, UUID flowRunId, String name) {
        return sql.update(
                "update run set prefect_flow_run_id = $2, name = $3, dispatch = 'sent', state_at = 'epoch',"
                        + " updated_at = now() where idempotency_key = $1 and prefect_flow_run_id is null",
                key,
                flowRunId,
                name);
    }

    /** The row after the change, or empty when it knew that already, or knows better. */
    Uni<Optional<RunRow>> apply(UUID flowRunId, StateChange change) {
        return one(
                APPLY,
                flowRunId,
                change.type().name(),
                change.name(),
                time(change.at()),
                change.message(),
                time(change.expectedStart()),
                time(change.startedAt()),
                time(change.endedAt()),
                change.type().isTerminal(),
                change.seconds());
    }

    Uni<Integer> updateStateMessage(long id, String message) {
        return sql.update(
                "update run set state_message = $2::text where id = $1 and state_message is distinct from $2::text",
                id,
                message);
    }

    /**
     * Until Prefect finalises the name of a step, events name it by its label and four more characters, or by its
     * function. A name that the deployment knows replaces one that it does not know.
     */
    Uni<Integer> upsertStep(RunRow run, StepChange step) {
        return sql.update(
                """
                insert into run_step as s (run_id, org_id, prefect_task_run_id, label, seq, state_type,
                    state_name, state_at,
                                           started_at, ended_at, total_run_time)
                select $1::bigint, $2::bigint, $3::uuid, coalesce(t.label, $4::varchar),
                       coalesce(t.seq, (select count(*) from run_step o where o.run_id = $1::bigint)),
                       $6::varchar, $7::varchar, $8::timestamptz, $9::timestamptz, $10::timestamptz,
                       $11::double precision
                from (values (1)) one (one) left join lateral (
                    select label, seq from deployment_task
                    where deployment_id = $5::bigint and starts_with($4::varchar, label)
                      and length($4::varchar) - length(label) in (0, 4)
                    order by length(label) desc limit 1) t on true
                on conflict (run_id, prefect_task_run_id) do update
                set state_type = excluded.state_type, state_name = excluded.state_name, state_at = excluded.state_at,
                    label = case when exists (select 1 from deployment_task d where d.deployment_id = $5::bigint
                                              and d.label = excluded.label) then excluded.label else s.label end,
                    seq = case when exists (select 1 from deployment_task d where d.deployment_id = $5::bigint
                                            and d.label = excluded.label) then excluded.seq else s.seq end,
                    started_at = coalesce(excluded.started_at, s.started_at),
                    ended_at = coalesce(excluded.ended_at, s.ended_at),
                    total_run_time = coalesce(excluded.total_run_time, s.total_run_time,
                        extract(epoch from excluded.ended_at - coalesce(excluded.started_at, s.started_at)))
                where s.state_at < excluded.state_at
                   or (excluded.total_run_time is not null and s.total_run_time is distinct from excluded.total_run_time)
                   or (s.state_at = excluded.state_at and s.label <> excluded.label and exists (
                       select 1 from deployment_task d where d.deployment_id = $5::bigint and d.label = excluded.label))
                """,
                run.id(),
                run.org().value(),
                step.taskRunId(),
                step.label(),
                run.deployment(),
                step.type().name(),
                step.name(),
                time(step.at()),
                time(step.startedAt()),
                time(step.endedAt()),
                step.seconds());
    }

    /** Steps that a run left behind unfinished when it ended. */
    Uni<Integer> endSteps(long run, StateType type, Instant at) {
        return sql.update(
                "update run_step set state_type = $2, state_name = $3, state_at = $4::timestamptz, ended_at = $4::timestamptz,"
                        + " total_run_time = extract(epoch from $4::timestamptz - started_at)"
                        + " where run_id = $1 and state_type not in ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')",
                run,
                type.name(),
                type == StateType.CANCELLED ? "Cancelled" : "Crashed",
                time(at));
    }

    public Uni<List<StepRow>> steps(OrgId org, Collection<Long> runs) {
        return sql.rows(StepRow.SELECT, org.value(), runs.toArray(Long[]::new))
                .map(rows -> rows.stream().map(StepRow::of).toList());
    }

    /** Of these flow runs, those that belong to a deployment of ours but have no row. */
    public Uni<List<UUID>> findUnknown(Map<UUID, UUID> deploymentByFlowRun) {
        return sql.rows(
                        "select f.id from unnest($1::uuid[], $2::uuid[]) as f (id, deployment_id)"
                                + " join deployment d on d.prefect_deployment_id = f.deployment_id"
                                + " where not exists (select 1 from run r where r.prefect_flow_run_id = f.id)",
                        deploymentByFlowRun.keySet().toArray(UUID[]::new),
                        deploymentByFlowRun.values().toArray(UUID[]::new))
                .map(rows -> rows.stream().map(row -> row.uuid("id")).toList());
    }

    private Uni<Optional<RunRow>> one(String query, Object... parameters) {
        return sql.firstRow(query, parameters)
                .map(row -> Optional.ofNullable(row).map(RunRow::of));
    }

    private Uni<List<RunRow>> many(String query, Object... parameters) {
        return sql.rows(query, parameters)
                .map(rows -> rows.stream().map(RunRow::of).toList());
    }

    static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
