package org.dalgo.sandbox.airbyte.word;

/** The stand-in says no: an HTTP status and the text that Airbyte would give. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    public Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    public static Refusal badRequest(String message) {
        return new Refusal(400, message);
    }

    public static Refusal notFound(String what, String id) {
        return new Refusal(404, "Could not find configuration for " + what + ": " + id + ".");
    }

    public static Refusal conflict(String message) {
        return new Refusal(409, message);
    }

    public static Refusal unprocessable(String message) {
        return new Refusal(422, message);
    }

    public int status() {
        return status;
    }
}
