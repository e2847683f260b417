package org.dalgo.upstream.prefect.run;

/**
 * What became of a request to cancel.
 *
 * @param kind what happened
 * @param type type of the run's state now
 */
public record CancelOutcome(Kind kind, StateType type) {

    /** What happened. */
    public enum Kind {
        /** It had no process and is cancelled now. */
        CANCELLED,
        /** Its process has received the request to stop; it ends within seconds, or the caller ends it. */
        CANCELLING,
        /** Too late: it had ended before. */
        ALREADY_ENDED
    }
}
