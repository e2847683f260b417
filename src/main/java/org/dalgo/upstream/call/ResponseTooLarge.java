package org.dalgo.upstream.call;

import org.dalgo.platform.error.UpstreamFailure;

/** The answer would take more memory than one request may have. A repetition does not help; a smaller page does. */
public final class ResponseTooLarge extends UpstreamFailure {

    private static final long serialVersionUID = 1L;

    ResponseTooLarge(String system) {
        super(system, Kind.INVALID_RESPONSE, system + "'s answer is too long.", null);
    }

    public static boolean matches(Throwable failure) {
        return failure instanceof ResponseTooLarge;
    }
}
