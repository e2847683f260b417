package org.dalgo.upstream.prefect;

import org.dalgo.platform.http.UpstreamFailure;

/** The answer would take more memory than one request may have. Asking again does not help; asking for less does. */
final class AnswerTooLong extends UpstreamFailure {

    private static final long serialVersionUID = 1L;

    AnswerTooLong() {
        super(Rejection.SYSTEM, Kind.BROKEN_ANSWER, "Prefect's answer is too long.", null);
    }

    static boolean is(Throwable failure) {
        return failure instanceof AnswerTooLong;
    }
}
