package org.dalgo.upstream.prefect.run;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.dalgo.upstream.prefect.http.Criterion;

/** Which flow runs are read; names differ from the wire only by case, and what is null is left out. */
@RegisterForReflection
record FlowRunFilter(
        Criterion id,
        Criterion deploymentId,
        Criterion idempotencyKey,
        Criterion parentFlowRunId,
        Criterion parentTaskRunId,
        State state,
        Criterion startTime,
        Criterion endTime,
        Criterion nextScheduledStartTime) {

    record State(Criterion type) {}

    /** Runs of no deployment are subflows or experiments of an operator. */
    private static final Criterion OF_A_DEPLOYMENT = Criterion.absent(false);

    static FlowRunFilter ids(Collection<UUID> ids) {
        return new FlowRunFilter(Criterion.anyOf(ids), null, null, null, null, null, null, null, null);
    }

    static FlowRunFilter key(String key) {
        return new FlowRunFilter(null, null, Criterion.anyOf(List.of(key)), null, null, null, null, null, null);
    }

    static FlowRunFilter childrenOf(Collection<UUID> parents) {
        return new FlowRunFilter(null, null, null, Criterion.anyOf(parents), null, null, null, null, null);
    }

    static FlowRunFilter begun() {
        State begun = types(List.of(StateType.PENDING, StateType.RUNNING, StateType.CANCELLING, StateType.PAUSED));
        return new FlowRunFilter(null, OF_A_DEPLOYMENT, null, null, null, begun, null, null, null);
    }

    static FlowRunFilter due(Instant now) {
        State scheduled = types(List.of(StateType.SCHEDULED));
        return new FlowRunFilter(null, OF_A_DEPLOYMENT, null, null, null, scheduled, null, null, Criterion.until(now));
    }

    static FlowRunFilter endedSince(Instant since) {
        return new FlowRunFilter(null, OF_A_DEPLOYMENT, null, null, null, null, null, Criterion.from(since), null);
    }

    static FlowRunFilter plannedOf(UUID deployment) {
        State scheduled = types(List.of(StateType.SCHEDULED));
        return new FlowRunFilter(
                null, Criterion.anyOf(List.of(deployment)), null, null, null, scheduled, null, null, null);
    }

    static FlowRunFilter history(HistoryQuery query) {
        State state = query.types().isEmpty()
                ? new State(Criterion.noneOf(List.of(StateType.SCHEDULED)))
                : types(query.types());
        // Not by deployments.id: that becomes a correlated subquery per row.
        return new FlowRunFilter(
                null,
                Criterion.anyOf(query.deploymentIds()),
                null,
                null,
                Criterion.absent(true),
                state,
                Criterion.from(query.startedAfter()),
                null,
                null);
    }

    private static State types(Collection<StateType> types) {
        return new State(Criterion.anyOf(types));
    }
}
