package org.dalgo.data.warehouse;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Compensates what one request has created in other systems when a later step fails, newest first. The caller sees the
 * failure of that step, whatever the outcome of the compensation. For one request; not for reuse.
 */
public final class Compensation {

    private static final Logger LOG = Logger.getLogger(Compensation.class);

    /** Key of the reason in the audit entry of a compensation, which follows the entry of the creation. */
    public static final String REASON = "reason";

    /** Reason of a compensation. */
    public static final String UNFINISHED = "a later step of its creation failed";

    private record Step(String made, Supplier<Uni<?>> compensation) {}

    private final Deque<Step> steps = new ArrayDeque<>();

    /**
     * Records something that was created.
     *
     * @param made name for the log when its compensation fails; without credentials
     * @param compensation deletes it; its absence is not a failure
     */
    public void add(String made, Supplier<Uni<?>> compensation) {
        steps.push(new Step(made, compensation));
    }

    /** The work, followed by the compensation of all added steps if it fails. */
    public <T> Uni<T> ifFails(Uni<T> work) {
        return work.onFailure().call(this::compensateAll);
    }

    private Uni<Void> compensateAll() {
        Uni<Void> done = Uni.createFrom().voidItem();
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            done = done.chain(() -> compensate(step));
        }
        return done;
    }

    private static Uni<Void> compensate(Step step) {
        return Uni.createFrom()
                .deferred(step.compensation())
                .onFailure()
                .invoke(failure -> LOG.warnf(failure, "left behind by a request that failed: %s", step.made()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
