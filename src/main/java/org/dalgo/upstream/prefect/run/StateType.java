package org.dalgo.upstream.prefect.run;

/** Type of a run's state. Names are free text in Prefect and only for showing; decisions go by type. */
public enum StateType {
    /** Waits for its time, a worker or a free slot. */
    SCHEDULED,
    /** A worker has taken it; its process starts. */
    PENDING,
    /** Works. */
    RUNNING,
    /** Waits for a person; its process may be gone. */
    PAUSED,
    /** Its cancellation was requested and has not happened yet. */
    CANCELLING,
    /** Stopped on request. */
    CANCELLED,
    /** Ended well. A custom name may qualify that. */
    COMPLETED,
    /** Ended with an error of its own. */
    FAILED,
    /** Its process or infrastructure died. */
    CRASHED;

    /**
     * True when the run has ended. Not final while a live engine goes on working: a forced state may be overwritten.
     */
    public boolean isTerminal() {
        return switch (this) {
            case CANCELLED, COMPLETED, FAILED, CRASHED -> true;
            case SCHEDULED, PENDING, RUNNING, PAUSED, CANCELLING -> false;
        };
    }
}
