package org.dalgo.flow.run.log;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.platform.access.OrgId;

/** Rows of runs as {@code flow.run} writes them, with its announcement. */
@ApplicationScoped
class TestRuns {

    @Inject
    Pool pool;

    /** A run that works. */
    long running(OrgId org, UUID flowRunId) {
        return pool.preparedQuery(
                        "insert into run (org, deployment_id, flow_run_id, state_type, state_name, started_at,"
                                + " dispatch) values ($1, $2, $3, 'RUNNING', 'Running', now(), 'sent') returning id")
                .executeAndAwait(Tuple.of(org.value(), UUID.randomUUID(), flowRunId))
                .iterator()
                .next()
                .getLong(0);
    }

    void state(long run, String type, String name) {
        pool.preparedQuery("update run set state_type = $2, state_name = $3, ended_at = now() where id = $1")
                .executeAndAwait(Tuple.of(run, type, name));
        announce(run);
    }

    void step(OrgId org, long run, UUID taskRunId, String label, String state) {
        pool.preparedQuery("insert into run_step (run, org, task_run_id, label, seq, state_type, state_name, state_at)"
                        + " values ($1, $2, $3, $4, 0, $5, $5, now())")
                .executeAndAwait(Tuple.of(run, org.value(), taskRunId, label, state));
        announce(run);
    }

    /** Leases a run's log, so that no reader of the application takes it. */
    void lease(long run, UUID reader) {
        pool.preparedQuery(
                        "update run set log_reader = $2, log_reader_until = now() + interval '1 minute' where id = $1")
                .executeAndAwait(Tuple.of(run, reader));
    }

    boolean complete(long run) {
        return pool.preparedQuery("select log_complete from run where id = $1")
                .executeAndAwait(Tuple.of(run))
                .iterator()
                .next()
                .getBoolean(0);
    }

    private void announce(long run) {
        pool.preparedQuery("select pg_notify('dalgo_run', $1)").executeAndAwait(Tuple.of(Long.toString(run)));
    }
}
