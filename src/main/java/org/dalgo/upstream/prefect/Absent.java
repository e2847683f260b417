package org.dalgo.upstream.prefect;

import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.http.UpstreamFailure.Kind;

/** Reads a failure: the object is not there, or is there already. */
final class Absent {

    private Absent() {}

    /** Prefect does not know it (any more). */
    static boolean is(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.kind() == Kind.NOT_FOUND;
    }

    /** Prefect has it already. */
    static boolean not(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.kind() == Kind.CONFLICT;
    }
}
