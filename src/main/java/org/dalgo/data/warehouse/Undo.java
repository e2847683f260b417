package org.dalgo.data.warehouse;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * What one request has made in other systems so far. When a later step fails it is taken back, newest first; the caller
 * sees the failure of that step whatever becomes of the undoing. For one request; not for reuse.
 */
public final class Undo {

    private static final Logger LOG = Logger.getLogger(Undo.class);

    /** What an entry of the audit log says about something that is taken back: its making stands in the log already. */
    public static final String REASON = "reason";

    /** The reason why. */
    public static final String UNFINISHED = "a later step of its creation failed";

    private record Step(String made, Supplier<Uni<?>> undo) {}

    private final Deque<Step> steps = new ArrayDeque<>();

    /**
     * Remembers something that was made.
     *
     * @param made names it in the log if it cannot be taken back; without credentials
     * @param undo takes it back; finding it gone already is not a failure
     */
    public void add(String made, Supplier<Uni<?>> undo) {
        steps.push(new Step(made, undo));
    }

    /** The work, followed by the undoing of all that was added if it fails. */
    public <T> Uni<T> ifFails(Uni<T> work) {
        return work.onFailure().call(this::undoAll);
    }

    private Uni<Void> undoAll() {
        Uni<Void> done = Uni.createFrom().voidItem();
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            done = done.chain(() -> undo(step));
        }
        return done;
    }

    private static Uni<Void> undo(Step step) {
        return Uni.createFrom()
                .deferred(step.undo())
                .onFailure()
                .invoke(failure -> LOG.warnf(failure, "left behind by a request that failed: %s", step.made()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
