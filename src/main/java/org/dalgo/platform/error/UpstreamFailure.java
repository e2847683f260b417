package org.dalgo.platform.error;

import java.util.List;

/** A system that Dalgo calls failed. The sentence names it and is fit for a tenant; the cause stays in the log. */
public class UpstreamFailure extends Failure {

    /** How it failed; a caller of an adapter decides by it whether to repeat the call. */
    public enum Kind {
        /** No connection could be made: the request was certainly not executed. */
        UNREACHABLE(Problem.UPSTREAM_UNAVAILABLE, false),
        /** The breaker is open, or the system said 503: not executed. */
        UNAVAILABLE(Problem.UPSTREAM_UNAVAILABLE, false),
        /** Sent, but no answer in time: it may or may not have been executed. */
        TIMEOUT(Problem.UPSTREAM_TIMEOUT, true),
        /** Connection lost after sending, or an unreadable answer: it may or may not have been executed. */
        INVALID_RESPONSE(Problem.UPSTREAM_FAILED, true),
        /** A 5xx answer: assume that it was not executed, but do not rely on it. */
        SERVER_ERROR(Problem.UPSTREAM_FAILED, true),
        /** It refused the credentials that Dalgo sent. */
        REFUSED(Problem.UPSTREAM_FAILED, false),
        /** It does not know the object. */
        NOT_FOUND(Problem.NOT_FOUND, false),
        /** The object's state forbids it there. */
        CONFLICT(Problem.CONFLICT, false),
        /** It rejected the content of the request; the message says why. */
        INVALID(Problem.BAD_REQUEST, false);

        private final Problem problem;
        private final boolean outcomeUnknown;

        Kind(Problem problem, boolean outcomeUnknown) {
            this.problem = problem;
            this.outcomeUnknown = outcomeUnknown;
        }
    }

    private static final long serialVersionUID = 1L;

    private final String system;
    private final Kind kind;

    /**
     * @param system name of the system as a person knows it: {@code Prefect}, {@code Airbyte}
     * @param kind how it failed
     * @param detail sentence for the tenant, naming the system
     * @param cause what happened, or null
     */
    public UpstreamFailure(String system, Kind kind, String detail, Throwable cause) {
        super(kind.problem, detail, List.of(), null, cause);
        this.system = system;
        this.kind = kind;
    }

    public String system() {
        return system;
    }

    public Kind kind() {
        return kind;
    }

    /** True when the request may have been executed although it failed. */
    public boolean outcomeUnknown() {
        return kind.outcomeUnknown;
    }

    /** True when the system does not know the object (any more). */
    public boolean isNotFound() {
        return kind == Kind.NOT_FOUND;
    }

    /** True when the object's state forbids it, or the object exists already. */
    public boolean isConflict() {
        return kind == Kind.CONFLICT;
    }

    /** True when the system said no to this request and would say it again. */
    public boolean isPermanent() {
        return kind == Kind.REFUSED || kind == Kind.INVALID || isNotFound() || isConflict();
    }

    /** True when the request certainly was not executed: it was not sent, or the system turned it away unread. */
    public boolean wasNeverSent() {
        return kind == Kind.UNREACHABLE || kind == Kind.UNAVAILABLE;
    }

    /** As {@link #isNotFound()}, for any failure. */
    public static boolean isNotFound(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.isNotFound();
    }

    /** As {@link #isConflict()}, for any failure. */
    public static boolean isConflict(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.isConflict();
    }

    /** As {@link #isPermanent()}, for any failure. */
    public static boolean isPermanent(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.isPermanent();
    }

    /** As {@link #wasNeverSent()}, for any failure. */
    public static boolean wasNeverSent(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.wasNeverSent();
    }
}
