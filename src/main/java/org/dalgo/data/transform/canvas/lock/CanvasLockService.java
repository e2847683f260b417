package org.dalgo.data.transform.canvas.lock;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Who may draw: one person of an organisation at a time, for two minutes unless they renew it. */
@ApplicationScoped
public class CanvasLockService {

    private final TenantTransactions tenantTransactions;
    private final CanvasLockRepository locks;

    @Inject
    CanvasLockService(TenantTransactions tenantTransactions, CanvasLockRepository locks) {
        this.tenantTransactions = tenantTransactions;
        this.locks = locks;
    }

    /** Takes the lock, or renews one's own; fails with NOT_FOUND without a workspace, LOCKED while another has it. */
    public Uni<CanvasLockResponse> acquire(Caller by) {
        return tenantTransactions.inOrg(by.org(), () -> locks.hasCanvas(by.org())
                .invoke(found -> {
                    if (!found) {
                        throw Failure.notFound("dbt workspace not setup");
                    }
                })
                .chain(() -> locks.acquire(by))
                // The web app takes all that follows the words for an address.
                .chain(lock -> lock == null
                        ? refuse(by, "Canvas is already locked by ")
                        : Uni.createFrom().item(lock)));
    }

    /**
     * Renews one's own lock.
     *
     * @return fails with NOT_FOUND when no person holds it, FORBIDDEN when another has it, GONE when it has lapsed
     */
    public Uni<CanvasLockResponse> renew(Caller by) {
        return tenantTransactions.inOrg(by.org(), () -> locks.renew(by)
                .chain(lock ->
                        lock == null ? renewalRefused(by) : Uni.createFrom().item(lock)));
    }

    /** Gives the lock back, where there is one; fails with FORBIDDEN when it is another's. */
    public Uni<Void> release(Caller by) {
        return tenantTransactions.inOrg(by.org(), () -> locks.findOtherHolder(by.org(), by.account())
                .invoke(other -> other.ifPresent(person -> {
                    throw new Failure(Problem.FORBIDDEN, "You can only unlock your own locks");
                }))
                .chain(() -> locks.delete(by.org(), by.account())));
    }

    /** Fails with LOCKED while another person draws; joins the caller's unit of work. */
    public Uni<Void> requireFree(Caller by) {
        return locks.findOtherHolder(by.org(), by.account())
                .chain(other -> other.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : refuse(by, "Canvas is locked by ").replaceWithVoid());
    }

    private Uni<CanvasLockResponse> refuse(Caller by, String words) {
        return locks.findOtherHolder(by.org(), by.account()).map(other -> {
            throw new Failure(Problem.LOCKED, words + other.orElse("another person"));
        });
    }

    private Uni<CanvasLockResponse> renewalRefused(Caller by) {
        return locks.isOwn(by.org(), by.account()).map(own -> {
            if (own.isEmpty()) {
                throw Failure.notFound("No active lock found");
            }
            throw own.get()
                    ? new Failure(Problem.GONE, "Lock has expired")
                    : new Failure(Problem.FORBIDDEN, "You can only refresh your own locks");
        });
    }
}
