package org.dalgo.platform.error;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A failure that the caller may see: a {@link Problem} and one sentence. The sentence never contains a secret, a stack or
 * the name of another organisation.
 */
public class Failure extends RuntimeException {

    /**
     * One field that a request got wrong.
     *
     * @param location path of the field, {@code body}/{@code query}/{@code path} first
     * @param message what is wrong with it
     * @param type machine-readable kind, for example {@code missing}
     */
    public record Field(List<String> location, String message, String type) {}

    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final transient List<Field> fields;
    private final Duration retryAfter;

    public Failure(Problem problem, String detail) {
        this(problem, detail, List.of(), null, null);
    }

    protected Failure(Problem problem, String detail, List<Field> fields, Duration retryAfter, Throwable cause) {
        super(detail, cause);
        this.problem = problem;
        this.fields = fields;
        this.retryAfter = retryAfter;
    }

    /** A rule of the product says no. */
    public static Failure badRequest(String detail) {
        return new Failure(Problem.BAD_REQUEST, detail);
    }

    /** Absent, or not the caller's: same words for both. */
    public static Failure notFound(String detail) {
        return new Failure(Problem.NOT_FOUND, detail);
    }

    /** The state of the object forbids it now. */
    public static Failure conflict(String detail) {
        return new Failure(Problem.CONFLICT, detail);
    }

    /** One field of the request body is wrong. */
    public static Failure invalid(String field, String message) {
        return new Failure(
                Problem.INVALID,
                field + ": " + message,
                List.of(new Field(List.of("body", "payload", field), message, "value_error")),
                null,
                null);
    }

    /** Several fields are wrong. */
    public static Failure invalid(List<Field> fields) {
        return new Failure(Problem.INVALID, "the request is not valid", List.copyOf(fields), null, null);
    }

    /** A limit is reached. */
    public static Failure tooMany(String detail, Duration retryAfter) {
        return new Failure(Problem.TOO_MANY, detail, List.of(), retryAfter, null);
    }

    public Problem problem() {
        return problem;
    }

    /** The sentence for the caller. */
    public String detail() {
        return getMessage();
    }

    /** Fields in error; empty unless the problem is {@link Problem#INVALID}. */
    public List<Field> fields() {
        return fields == null ? List.of() : fields;
    }

    /** How long the client should wait, if that is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
