package org.dalgo.sandbox.airbyte;

/** The stand-in says no: an HTTP status and the text that Airbyte would give. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    static Refusal badRequest(String message) {
        return new Refusal(400, message);
    }

    static Refusal notFound(String what, String id) {
        return new Refusal(404, "Could not find configuration for " + what + ": " + id + ".");
    }

    static Refusal conflict(String message) {
        return new Refusal(409, message);
    }

    static Refusal unprocessable(String message) {
        return new Refusal(422, message);
    }

    int status() {
        return status;
    }
}
