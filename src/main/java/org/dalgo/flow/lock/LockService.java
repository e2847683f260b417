package org.dalgo.flow.lock;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.OrgId;

/**
 * Takes, renews and releases leases on tasks. Every method joins the transaction of its caller, so that a lock changes
 * together with the run that it stands for.
 */
@Startup
@ApplicationScoped
public class LockService {

    private final LockRepository locks;
    private final LockConfig config;
    private final Counter refused;

    @Inject
    LockService(LockRepository locks, LockConfig config, MeterRegistry meters) {
        this.locks = locks;
        this.config = config;
        this.refused = Counter.builder("dalgo.lock.refused")
                .description("Starts that were refused because another run holds a lock")
                .register(meters);
    }

    /** Takes all tasks or none: fails with BAD_REQUEST naming the person who holds one of them. */
    public Uni<Void> acquireAll(LockRequest request) {
        return locks.acquireFree(request, config.lease())
                .chain(taken ->
                        taken == request.tasks().size() ? Uni.createFrom().voidItem() : failWithHolder(request));
    }

    /** Takes those that are free: a scheduled run has already begun and cannot be refused. */
    public Uni<Void> acquireFree(LockRequest request) {
        return locks.acquireFree(request, config.lease()).replaceWithVoid();
    }

    /** Fails with BAD_REQUEST naming the person who holds one of the tasks; to be acquired they still may have to wait. */
    public Uni<Void> requireFree(OrgId org, Collection<Long> tasks) {
        return holder(org, tasks)
                .invoke(holder -> holder.ifPresent(person -> {
                    refused.increment();
                    throw alreadyRunning(person);
                }))
                .replaceWithVoid();
    }

    /** Who holds a lock on one of the tasks now. */
    public Uni<Optional<String>> holder(OrgId org, Collection<Long> tasks) {
        return locks.findHolder(org, tasks);
    }

    /** Ends the leases of a run. They stay visible for a moment, see the lists. */
    public Uni<Void> release(long run) {
        return locks.release(run);
    }

    /** Deletes all locks of an organisation that is removed. */
    public Uni<Void> deleteAll(OrgId org) {
        return locks.deleteAll(org);
    }

    /** Prolongs the leases of runs that have not ended. */
    public Uni<Void> renew(List<Long> runs) {
        return locks.renew(runs, config.lease());
    }

    /** Fails with CONFLICT, naming the person, while a run of the organisation holds a lock. */
    public Uni<Void> requireIdle(OrgId org) {
        return locks.findAnyHolder(org)
                .invoke(holder -> holder.ifPresent(person -> {
                    throw Failure.conflict(person + " is running something right now. Wait for its end or cancel it.");
                }))
                .replaceWithVoid();
    }

    private Uni<Void> failWithHolder(LockRequest request) {
        refused.increment();
        return locks.findOtherHolder(request).map(holder -> {
            throw holder.map(LockService::alreadyRunning)
                    .orElseGet(() ->
                            Failure.badRequest("Someone else is trying to run this pipeline. Try again in a moment."));
        });
    }

    private static Failure alreadyRunning(String person) {
        return Failure.badRequest(person + " is running this pipeline right now");
    }
}
