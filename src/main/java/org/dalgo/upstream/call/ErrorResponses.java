package org.dalgo.upstream.call;

import org.dalgo.platform.error.UpstreamFailure;

/** Reads the error responses of one system. */
@FunctionalInterface
public interface ErrorResponses {

    /**
     * An answer other than 2xx, in words for a tenant.
     *
     * @param call what was called
     * @param body as it came; may be empty, no JSON, or repeat the request
     * @param cause to be kept for the log
     */
    UpstreamFailure toFailure(UpstreamCall call, int status, byte[] body, HttpStatusException cause);
}
