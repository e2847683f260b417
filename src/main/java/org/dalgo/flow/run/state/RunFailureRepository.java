package org.dalgo.flow.run.state;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.dalgo.platform.tenancy.Sql;

/** Failures of runs that are to be notified. */
@ApplicationScoped
class RunFailureRepository {

    /**
     * A run that failed, by the names that people know.
     *
     * @param own name of the last task of its deployment, or null when that has none any more
     * @param ofConnection whether that task syncs or clears a connection
     * @param failedStep name of the first step that failed, or null
     */
    record FailedRun(
            String organisation,
            String deployment,
            boolean pipeline,
            String stateType,
            String stateName,
            String own,
            boolean ofConnection,
            String failedStep) {}

    /** Failures of the last day count; the history that a first comparison with Prefect finds does not. */
    private static final String CLAIM_FAILURE =
            """
            with ended as (
                update run set failure_notified = true
                where id = $1 and not failure_notified and state_at > now() - interval '1 day'
                  and (state_type in ('FAILED', 'CRASHED') or state_name = 'DBT_TEST_FAILED')
                returning org_id, deployment_id, state_type, state_name)
            , named as (
                select t.deployment_id, t.seq, t.label, k.airbyte_connection_id is not null as of_connection,
                       case when k.airbyte_connection_id is null then 'task ' || c.label
                            when c.slug = 'airbyte-clear' then 'clear of ' || coalesce(k.connection_name, 'a connection')
                            else 'sync of ' || coalesce(k.connection_name, 'a connection') end as name
                from deployment_task t join org_task k on k.id = t.org_task_id join task c on c.id = k.task_id
                where t.deployment_id = (select deployment_id from ended))
            select o.name as organisation, d.name as deployment, d.type, e.state_type, e.state_name, own.name as own,
                   own.of_connection,
                   (select n.name from run_step s join named n on n.label = s.label
                    where s.run_id = $1 and (s.state_type in ('FAILED', 'CRASHED') or s.state_name = 'DBT_TEST_FAILED')
                    order by s.seq, s.started_at limit 1) as failed_step
            from ended e join org o on o.id = e.org_id join deployment d on d.id = e.deployment_id
            left join lateral (select * from named order by seq desc limit 1) own on true
            """;

    private final Sql sql;

    @Inject
    RunFailureRepository(Sql sql) {
        this.sql = sql;
    }

    /** Marks the failure as notified; empty when the run did not fail, or its failure was notified or is old. */
    Uni<Optional<FailedRun>> claim(long run) {
        return sql.firstRow(CLAIM_FAILURE, run).map(row -> Optional.ofNullable(row)
                .map(found -> new FailedRun(
                        found.text("organisation"),
                        found.text("deployment"),
                        "orchestrate".equals(found.text("type")),
                        found.text("state_type"),
                        found.text("state_name"),
                        found.text("own"),
                        Boolean.TRUE.equals(found.boolOrNull("of_connection")),
                        found.text("failed_step"))));
    }
}
