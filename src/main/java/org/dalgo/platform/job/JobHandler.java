package org.dalgo.platform.job;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Does one kind of work; a bean for each kind. When a process dies between the work and its record, the same work runs
 * twice: a handler first looks what is already there.
 */
public interface JobHandler {

    /** Name of the kind, as it stands in the rows. */
    String kind();

    /** The lane of the work: what it waits for, and how long. */
    JobLane lane();

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
     * Called after the last attempt failed; the row stays for the operator. It may be called twice. When it fails, the job
     * is tried again, so that it succeeds at some time.
     */
    default Uni<Void> onGivenUp(Job job, Throwable cause) {
        return Uni.createFrom().voidItem();
    }
}
