package org.dalgo.platform.job;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Does one kind of work; a bean for each kind. The same work may be done twice, when a process dies between doing it and
 * saying so: a handler first looks what is already there.
 */
public interface JobHandler {

    /** Name of the kind, as it stands in the rows. */
    String kind();

    /** Does the work. A failure means: again, later. */
    Uni<Void> run(Job job);

    /** How often the work is tried before it is given up. Pauses double from one second up to ten minutes. */
    default int maxAttempts() {
        return 10;
    }

    /** How long one attempt may take; after that it counts as failed. */
    default Duration timeout() {
        return Duration.ofMinutes(10);
    }

    /**
     * Told after the last attempt failed; the row stays for the operator to see. It may be told twice, and when it fails
     * the work is not given up but tried again: what it has to say is said at some time.
     */
    default Uni<Void> onGivenUp(Job job, Throwable cause) {
        return Uni.createFrom().voidItem();
    }
}
