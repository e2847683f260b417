package org.dalgo.data.warehouse.table.postgres;

import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.platform.net.AddressNotPermittedException;

/** Says in words fit for a page what went wrong with a warehouse: never where it is, who signs in, or what it said. */
final class PostgresErrorTranslator {

    static final String SYSTEM = "the warehouse";

    /** A text that PostgreSQL has no place for; the catalogue of failures knows what to say. */
    private static final String UNSTORABLE = "22021";

    private static final String NOT_JSON = "22P02";

    private static final String NAME_TOO_LONG = "42622";

    /** Also the state of a type without an ordering operator. */
    private static final String UNDEFINED_FUNCTION = "42883";

    /** What a log may show: the kind of failure, not its text, which quotes rows and names. */
    private static final class RedactedCause extends RuntimeException {

        private static final long serialVersionUID = 1;

        private RedactedCause(String what) {
            super(what, null, false, false);
        }
    }

    private PostgresErrorTranslator() {}

    /** Whether a query with an order failed because the type of a column has none. */
    static boolean isUnordered(Throwable failure) {
        return failure instanceof PgException refused && UNDEFINED_FUNCTION.equals(refused.getSqlState());
    }

    static Throwable translate(Throwable failure) {
        if (failure instanceof PgException refused) {
            return fromSqlState(refused);
        }
        if (cause(failure, AddressNotPermittedException.class).isPresent()) {
            return Failure.badRequest("the warehouse has an address that this installation does not connect to");
        }
        if (failure instanceof TimeoutException) {
            return upstream(Kind.TIMEOUT, "did not answer in time", failure);
        }
        if (failure instanceof ConnectionPoolTooBusyException || failure instanceof NoStackTraceThrowable) {
            return upstream(Kind.UNAVAILABLE, "is busy with other requests of this organisation", failure);
        }
        if (cause(failure, GeneralSecurityException.class).isPresent() || isSslMismatch(failure)) {
            return upstream(Kind.REFUSED, "could not be reached over an encrypted connection that is trusted", failure);
        }
        if (failure instanceof IOException) {
            return upstream(Kind.UNREACHABLE, "could not be reached", failure);
        }
        return failure instanceof VertxException
                        || cause(failure, IOException.class).isPresent()
                ? upstream(Kind.INVALID_RESPONSE, "broke the connection", failure)
                : failure;
    }

    /** The driver's own words when the server speaks in clear only come in an exception of no kind. */
    private static boolean isSslMismatch(Throwable failure) {
        return cause(failure, SSLException.class).isPresent()
                || failure.getClass() == Exception.class
                        && String.valueOf(failure.getMessage()).contains("SSL");
    }

    private static Throwable fromSqlState(PgException refused) {
        String state = String.valueOf(refused.getSqlState());
        return switch (state) {
            case UNSTORABLE -> refused;
            case NOT_JSON -> Failure.badRequest("the column holds text that is not JSON");
            case "42P01", "3F000", NAME_TOO_LONG -> Failure.notFound("table not found");
            case "42703" -> Failure.notFound("column not found");
            case "42501" -> upstream(Kind.REFUSED, "does not let its user read this", state);
            case "3D000" -> upstream(Kind.REFUSED, "has no such database any more", state);
            case "57014" -> upstream(Kind.TIMEOUT, "did not answer in time", state);
            case "53300", "57P01", "57P02", "57P03" ->
                upstream(Kind.UNAVAILABLE, "takes no requests at the moment", state);
            default ->
                state.startsWith("28")
                        ? upstream(Kind.REFUSED, "refused the credentials that are stored for it", state)
                        : upstream(Kind.SERVER_ERROR, "could not answer (SQL state " + state + ")", state);
        };
    }

    private static UpstreamFailure upstream(Kind kind, String how, Throwable cause) {
        return upstream(kind, how, cause.getClass().getSimpleName());
    }

    private static UpstreamFailure upstream(Kind kind, String how, String cause) {
        return new UpstreamFailure(SYSTEM, kind, SYSTEM + " " + how, new RedactedCause(cause));
    }

    private static Optional<Throwable> cause(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }
}
