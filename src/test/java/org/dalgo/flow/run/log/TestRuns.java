package org.dalgo.flow.run.log;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.TestPeople;

/** Rows of runs as {@code flow.run} writes them, with its announcement. */
@ApplicationScoped
public class TestRuns {

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    /** A run that works. */
    public long running(OrgId org, UUID flowRunId) {
        return (long) rows(
                        "insert into run (org_id, prefect_deployment_id, prefect_flow_run_id, state_type,"
                                + " state_name, started_at,"
                                + " dispatch) values ($1, $2, $3, 'RUNNING', 'Running', now(), 'sent') returning id",
                        org.value(),
                        UUID.randomUUID(),
                        flowRunId)
                .get(0)[0];
    }

    public void state(long run, String type, String name) {
        change("update run set state_type = $2, state_name = $3, ended_at = now() where id = $1", run, type, name);
        announce(run);
    }

    public void step(OrgId org, long run, UUID taskRunId, String label, String state) {
        change(
                "insert into run_step (run_id, org_id, prefect_task_run_id, label, seq, state_type, state_name,"
                        + " state_at)"
                        + " values ($1, $2, $3, $4, 0, $5, $5, now())",
                run,
                org.value(),
                taskRunId,
                label,
                state);
        announce(run);
    }

    /** Stores lines behind those that the run has, as a reader of the archive does; each text is as long as given. */
    public void fill(OrgId org, long run, UUID flowRunId, UUID taskRunId, int lines, int length) {
        change(
                "insert into run_line (run_id, seq, org_id, prefect_log_id, at, level, message, prefect_flow_run_id, prefect_task_run_id)"
                        + " select $1, r.line_count + n, $2, gen_random_uuid(), now(), 20,"
                        + " rpad('line ' || (r.line_count + n), $6, 'ü'), $3, $4"
                        + " from run r, generate_series(1, $5::int) n where r.id = $1",
                run,
                org.value(),
                flowRunId,
                taskRunId,
                lines,
                length);
        change("update run set line_count = line_count + $2 where id = $1", run, lines);
    }

    /** Declares a log complete, so that no reader of the application takes it. */
    public void completed(long run) {
        change("update run set state_type = 'COMPLETED', log_complete = true, ended_at = now() where id = $1", run);
    }

    /** Declares a run over for so many days. */
    public void ended(long run, int days) {
        change("update run set ended_at = now() - $2::int * interval '1 day' where id = $1", run, days);
    }

    /** Leases a run's log, so that no reader of the application takes it. */
    void lease(long run, UUID reader) {
        change(
                "update run set log_reader = $2, log_reader_until = now() + interval '1 minute' where id = $1",
                run,
                reader);
    }

    public boolean complete(long run) {
        return (boolean) rows("select log_complete from run where id = $1", run).get(0)[0];
    }

    private void announce(long run) {
        rows("select pg_notify('dalgo_run', $1)", Long.toString(run));
    }

    private void change(String statement, Object... parameters) {
        TestPeople.await(() ->
                tenantTransactions.acrossOrgs(CrossTenantPurpose.RUN_STATE, () -> sql.update(statement, parameters)));
    }

    private List<Object[]> rows(String statement, Object... parameters) {
        return TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.RUN_STATE, () -> TestRows.select(sql, statement, parameters)));
    }
}
