package org.dalgo.upstream.prefect.http;

import org.dalgo.platform.error.UpstreamFailure;

/** The answer would take more memory than one request may have. A repetition does not help; a smaller page does. */
public final class ResponseTooLarge extends UpstreamFailure {

    private static final long serialVersionUID = 1L;

    ResponseTooLarge() {
        super(PrefectErrorResponse.SYSTEM, Kind.INVALID_RESPONSE, "Prefect's answer is too long.", null);
    }

    public static boolean matches(Throwable failure) {
        return failure instanceof ResponseTooLarge;
    }
}
