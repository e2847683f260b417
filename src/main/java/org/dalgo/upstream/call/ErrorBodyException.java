package org.dalgo.upstream.call;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.ext.ResponseExceptionMapper;

/** An answer other than 2xx on its way from the REST client to {@link ErrorResponses}; never a cause of a failure. */
final class ErrorBodyException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final byte[] EMPTY = {};

    private final int status;
    private final transient byte[] body;

    private ErrorBodyException(int status, byte[] body) {
        super("HTTP " + status, null, false, false);
        this.status = status;
        this.body = body;
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body;
    }

    /** Redirects are errors too: none is followed. */
    static final class Mapper implements ResponseExceptionMapper<ErrorBodyException> {

        @Override
        public boolean handles(int status, MultivaluedMap<String, Object> headers) {
            // 0 stands for no answer at all: the failure itself says more.
            return status != 0 && (status < 200 || status > 299);
        }

        @Override
        public ErrorBodyException toThrowable(Response response) {
            byte[] body = response.hasEntity() ? response.readEntity(byte[].class) : EMPTY;
            return new ErrorBodyException(response.getStatus(), body == null ? EMPTY : body);
        }
    }
}
