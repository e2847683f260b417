package org.dalgo.flow.run.state;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.dalgo.flow.lock.LockResponse;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.orgevent.OrgEventLog;
import org.dalgo.platform.orgevent.OrgEventTopic;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Publishes changes of a run, its steps or its locks to all replicas and open pages, with the commit of the change. */
@ApplicationScoped
public class RunEventPublisher {

    /** Channel on which the key of a changed run is sent to all replicas. */
    static final String CHANNEL = "dalgo_run";

    /** What the run's tasks lock, seen from each deployment that contains one of them. */
    private static final String LOCKS =
            """
            select d.prefect_deployment_id, l.locked_at, a.email, r.prefect_flow_run_id, r.state_type,
                l.deployment_id = d.id as own,
                   r.progress_id
            from deployment d
            left join lateral (
                select k.* from deployment_task t join task_lock k on k.org_task_id = t.org_task_id
                where t.deployment_id = d.id and k.released_at is null and k.expires_at > now() and k.run_id <> $2
                order by k.locked_at limit 1) l on true
            left join run r on r.id = l.run_id
            left join account a on a.id = l.account_id
            where d.id in (select t.deployment_id from task_lock k
                join deployment_task t on t.org_task_id = k.org_task_id
                           where k.run_id = $1)
            """;

    private static final long NONE = 0;

    /** Data of a lock event. */
    @RegisterForReflection
    record LockEvent(@JsonProperty("deployment_id") UUID deploymentId, LockResponse lock) {}

    private final Sql sql;
    private final OrgEventLog stream;

    @Inject
    RunEventPublisher(Sql sql, OrgEventLog stream) {
        this.sql = sql;
        this.stream = stream;
    }

    /** The run has a new state, or is new. */
    public Uni<Void> publishChange(RunRow run) {
        return notifyReplicas(run)
                .chain(() -> run.flowRunId() == null
                        ? Uni.createFrom().voidItem()
                        : stream.publish(run.org(), OrgEventTopic.RUN, run.toResponse()))
                .chain(() -> publishLocks(run, NONE));
    }

    /** The run itself is as it was; its steps, or the reason why it waits, are not. */
    Uni<Void> publishDetailsChange(RunRow run) {
        return notifyReplicas(run);
    }

    /** The run never reached Prefect: it is about to go, and its locks with it. */
    Uni<Void> publishDeletion(RunRow run) {
        return notifyReplicas(run).chain(() -> publishLocks(run, run.id()));
    }

    private Uni<Void> notifyReplicas(RunRow run) {
        return sql.rows("select pg_notify($1, $2)", CHANNEL, Long.toString(run.id()))
                .replaceWithVoid();
    }

    private Uni<Void> publishLocks(RunRow run, long without) {
        return sql.rows(LOCKS, run.id(), without).chain(rows -> publishEach(run.org(), rows));
    }

    private Uni<Void> publishEach(OrgId org, List<Row> rows) {
        return Unis.sequentially(
                rows,
                row -> stream.publish(
                        org, OrgEventTopic.LOCK, new LockEvent(row.uuid("prefect_deployment_id"), lock(row))));
    }

    private static LockResponse lock(Row row) {
        return row.isNull("locked_at")
                ? null
                : LockResponse.of(
                        row.text("email"),
                        row.instant("locked_at"),
                        row.uuid("prefect_flow_run_id"),
                        row.text("state_type"),
                        Boolean.TRUE.equals(row.boolOrNull("own")),
                        row.uuid("progress_id"));
    }
}
