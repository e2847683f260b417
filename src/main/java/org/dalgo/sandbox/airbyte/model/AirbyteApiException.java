package org.dalgo.sandbox.airbyte.model;

/** The stand-in says no: an HTTP status and the text that Airbyte would give. */
public final class AirbyteApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    public AirbyteApiException(int status, String message) {
        super(message);
        this.status = status;
    }

    public static AirbyteApiException badRequest(String message) {
        return new AirbyteApiException(400, message);
    }

    public static AirbyteApiException notFound(String what, String id) {
        return new AirbyteApiException(404, "Could not find configuration for " + what + ": " + id + ".");
    }

    public static AirbyteApiException conflict(String message) {
        return new AirbyteApiException(409, message);
    }

    public static AirbyteApiException unprocessable(String message) {
        return new AirbyteApiException(422, message);
    }

    public int status() {
        return status;
    }
}
