package org.dalgo.platform.job;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Executes one kind of job; a bean for each kind. When a process is killed between the work and its record, the job
 * runs twice. So a handler first reads which part of the work exists.
 */
public interface JobHandler {

    /** Name of the kind, as it stands in the rows. */
    String kind();

    /** The lane of the work: what it waits for, and how long. */
    JobLane lane();

    /** Does the work. After a failure the job is retried. */
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
