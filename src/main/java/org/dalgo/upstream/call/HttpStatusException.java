package org.dalgo.upstream.call;

/** An answer other than 2xx. Its message names no text of the answer, which may repeat secrets of the request. */
public final class HttpStatusException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    HttpStatusException(int status, String doing) {
        super("HTTP " + status + " to: " + doing, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** The status of the answer that this failure reports; 0 when there was no answer. */
    public static int of(Throwable failure) {
        return failure.getCause() instanceof HttpStatusException answered ? answered.status : 0;
    }
}
