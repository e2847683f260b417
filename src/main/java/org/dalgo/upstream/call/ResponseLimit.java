package org.dalgo.upstream.call;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Ends a request whose answer would take more memory than one may have. The REST client itself reads any answer to its
 * end before it decides about it.
 */
final class ResponseLimit implements Consumer<HttpClientRequest> {

    private static final Logger LOG = Logger.getLogger(ResponseLimit.class);

    /** The answer is longer than permitted. */
    static final class ExceededException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ExceededException() {
            super("answer too long", null, false, false);
        }
    }

    private final long maxBytes;

    ResponseLimit(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public void accept(HttpClientRequest request) {
        // The request itself fails with it; an idle connection may break without harm.
        request.connection().exceptionHandler(failure -> LOG.debugf("Connection broke: %s", failure.getMessage()));
        request.response().onSuccess(response -> count(request, response));
    }

    private void count(HttpClientRequest request, HttpClientResponse response) {
        long[] read = {0};
        response.handler((Buffer part) -> {
            read[0] += part.length();
            if (read[0] > maxBytes) {
                request.reset(0, new ExceededException());
            }
        });
    }
}
