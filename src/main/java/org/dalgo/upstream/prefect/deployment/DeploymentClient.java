package org.dalgo.upstream.prefect.deployment;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.upstream.prefect.http.IdResponse;
import org.dalgo.upstream.prefect.http.PrefectCalls;
import org.jboss.logging.Logger;

/** Flows, deployments and their one schedule. */
public final class DeploymentClient {

    private static final Logger LOG = Logger.getLogger(DeploymentClient.class);

    private final PrefectCalls calls;
    private final DeploymentRestClient rest;
    private final String defaultPool;

    public DeploymentClient(PrefectCalls calls, String defaultPool) {
        this.calls = calls;
        this.rest = calls.client(DeploymentRestClient.class);
        this.defaultPool = defaultPool;
    }

    public Uni<UUID> ensureFlow(String name) {
        return calls.send("register the flow", () -> rest.createFlow(new FlowRequest(name)))
                .map(IdResponse::id);
    }

    public Uni<PrefectDeployment> create(DeploymentDraft draft) {
        CreateDeploymentRequest body = CreateDeploymentRequest.of(draft, defaultPool);
        return calls.sendOnce("create the deployment", () -> rest.create(body))
                .map(PrefectDeploymentResponse::toDeployment);
    }

    /** Pausing comes first, so that nothing is planned in between; resuming comes last. */
    public Uni<PrefectDeployment> patch(UUID id, DeploymentPatch patch) {
        Uni<Void> changed = Boolean.TRUE.equals(patch.paused())
                ? pause(id)
                : Uni.createFrom().voidItem();
        UpdateDeploymentRequest body = UpdateDeploymentRequest.of(patch, defaultPool);
        if (body.changesSomething()) {
            changed = changed.chain(() -> calls.execute("change the deployment", () -> rest.update(id, body)));
        }
        if (patch.withoutSchedule()) {
            changed = changed.chain(() -> deleteSchedules(id));
        }
        if (Boolean.FALSE.equals(patch.paused())) {
            changed = changed.chain(() -> unpause(id));
        }
        return changed.chain(() -> get(id)).call(this::scheduleRuns);
    }

    public Uni<Void> pause(UUID id) {
        return calls.execute("pause the deployment", () -> rest.pause(id, Empty.BODY));
    }

    public Uni<Void> resume(UUID id) {
        return unpause(id).chain(() -> get(id)).call(this::scheduleRuns).replaceWithVoid();
    }

    public Uni<Optional<PrefectDeployment>> find(UUID id) {
        return get(id).map(Optional::of).onFailure(UpstreamFailure::isNotFound).recoverWithItem(Optional.empty());
    }

    public Uni<Void> delete(UUID id) {
        return calls.execute("delete the deployment", () -> rest.delete(id))
                .onFailure(UpstreamFailure::isNotFound)
                .recoverWithNull();
    }

    private Uni<PrefectDeployment> get(UUID id) {
        return calls.send("read the deployment", () -> rest.read(id)).map(PrefectDeploymentResponse::toDeployment);
    }

    private Uni<Void> unpause(UUID id) {
        return calls.execute("resume the deployment", () -> rest.resume(id, Empty.BODY));
    }

    /**
     * Every change takes the planned runs back, and the scheduler may need a minute to plan anew: a tick in between
     * would be lost. Prefect plans even a paused deployment on request, so the request is sent only when runs are
     * wanted. The change itself is done by then, and the scheduler comes round in any case.
     */
    private Uni<Void> scheduleRuns(PrefectDeployment prefectDeployment) {
        if (!prefectDeployment.scheduled()) {
            return Uni.createFrom().voidItem();
        }
        return calls.execute("plan the next runs", () -> rest.scheduleRuns(prefectDeployment.id(), Empty.BODY))
                .onFailure()
                .invoke(failure -> LOG.warnf(failure, "Runs of deployment %s are planned late", prefectDeployment.id()))
                .onFailure()
                .recoverWithNull();
    }

    /** A change that leaves schedules out merges and never removes, so removing has a route of its own. */
    private Uni<Void> deleteSchedules(UUID id) {
        return calls.send("read the schedule", () -> rest.schedules(id))
                .onItem()
                .transformToMulti(Multi.createFrom()::iterable)
                .onItem()
                .transformToUniAndConcatenate(schedule -> deleteSchedule(id, schedule.id()))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> deleteSchedule(UUID id, UUID schedule) {
        return calls.execute("remove the schedule", () -> rest.deleteSchedule(id, schedule))
                .onFailure(UpstreamFailure::isNotFound)
                .recoverWithNull();
    }
}
