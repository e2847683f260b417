package org.dalgo.upstream.prefect.http;

import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;

/** Reads a failure: the object is not there, or is there already. */
public final class PrefectFailures {

    private PrefectFailures() {}

    /** Prefect does not know it (any more). */
    public static boolean isNotFound(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.kind() == Kind.NOT_FOUND;
    }

    /** Prefect has it already. */
    public static boolean isConflict(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.kind() == Kind.CONFLICT;
    }
}
