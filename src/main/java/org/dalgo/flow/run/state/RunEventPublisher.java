package org.dalgo.flow.run.state;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.flow.lock.LockResponse;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.orgevent.OrgEventLog;
import org.dalgo.platform.orgevent.OrgEventTopic;
import org.dalgo.platform.pubsub.PgNotifications;

/** Publishes changes of a run, its steps or its locks to all replicas and open pages, with the commit of the change. */
@ApplicationScoped
public class RunEventPublisher {

    /** Channel on which the key of a changed run is sent to all replicas. */
    static final String CHANNEL = "dalgo_run";

    private static final long NONE = 0;

    /** Data of a lock event. */
    @RegisterForReflection
    record LockEvent(@JsonProperty("deployment_id") UUID deploymentId, LockResponse lock) {}

    private final RunDeploymentRepository deployments;
    private final PgNotifications pgNotifications;
    private final OrgEventLog stream;

    @Inject
    RunEventPublisher(RunDeploymentRepository deployments, PgNotifications pgNotifications, OrgEventLog stream) {
        this.deployments = deployments;
        this.pgNotifications = pgNotifications;
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
        return pgNotifications.publish(CHANNEL, Long.toString(run.id()));
    }

    private Uni<Void> publishLocks(RunRow run, long without) {
        return deployments
                .locks(run.id(), without)
                .chain(found -> Unis.sequentially(
                        found,
                        one -> stream.publish(
                                run.org(), OrgEventTopic.LOCK, new LockEvent(one.deploymentId(), one.lock()))));
    }
}
