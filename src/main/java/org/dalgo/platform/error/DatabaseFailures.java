package org.dalgo.platform.error;

import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.hibernate.exception.JDBCConnectionException;

/**
 * Which failures mean that Dalgo's own database is unavailable. They are recognised by the types and SQL states in the
 * chain of causes. Each layer between PostgreSQL and a resource wraps them in its own way.
 */
public final class DatabaseFailures {

    /** Class 08 of SQL states: connection exception. */
    private static final String CONNECTION_EXCEPTION = "08";

    /**
     * admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped, idle_session_timeout, too_many_connections,
     * and read_only_sql_transaction: the server has become a standby.
     */
    private static final Set<String> STATES = Set.of("57P01", "57P02", "57P03", "57P04", "57P05", "53300", "25006");

    /** Causes can form a circle. */
    private static final int MAX_DEPTH = 20;

    private DatabaseFailures() {}

    /**
     * Whether the connection to the database was lost or could not be made. A change may or may not have been committed.
     *
     * @param failure of any request; failures of other systems are {@link UpstreamFailure}
     */
    public static boolean isConnectionLost(Throwable failure) {
        return contains(failure, DatabaseFailures::isDatabaseConnection, MAX_DEPTH);
    }

    /**
     * The same for a failure of a unit of work. A unit calls no system but the database, so failures of the network and
     * of the connection pool count as well.
     */
    public static boolean isConnectionLostInUnit(Throwable failure) {
        return contains(failure, cause -> isDatabaseConnection(cause) || isTransport(cause), MAX_DEPTH);
    }

    private static boolean contains(Throwable failure, Predicate<Throwable> kind, int depth) {
        if (failure == null || depth == 0 || failure instanceof Failure) {
            return false;
        }
        if (kind.test(failure) || contains(failure.getCause(), kind, depth - 1)) {
            return true;
        }
        // Of a failure and a failed roll-back, the second is a suppressed one.
        for (Throwable suppressed : failure.getSuppressed()) {
            if (contains(suppressed, kind, depth - 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDatabaseConnection(Throwable cause) {
        return cause instanceof DatabaseUnavailableException
                || cause instanceof ClosedConnectionException
                || cause instanceof JDBCConnectionException
                || cause instanceof SQLTransientConnectionException
                || cause instanceof SQLNonTransientConnectionException
                || cause instanceof SQLRecoverableException
                || cause instanceof SQLException sql && isConnectionState(sql.getSQLState())
                || cause instanceof PgException postgres && isConnectionState(postgres.getSqlState());
    }

    /** Plain types where subclasses have other meanings: Jackson extends one, the answers of PostgreSQL the other. */
    private static boolean isTransport(Throwable cause) {
        return cause.getClass() == IOException.class
                || cause instanceof SocketException
                || cause instanceof UnknownHostException
                || cause instanceof ClosedChannelException
                || cause.getClass() == VertxException.class
                || cause instanceof ConnectionPoolTooBusyException
                || cause instanceof NoStackTraceThrowable
                || cause instanceof TimeoutException;
    }

    private static boolean isConnectionState(String state) {
        return state != null && (state.startsWith(CONNECTION_EXCEPTION) || STATES.contains(state));
    }
}
