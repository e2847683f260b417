package org.dalgo.platform.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.CompositeException;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.hibernate.HibernateException;
import org.hibernate.exception.JDBCConnectionException;
import org.jboss.resteasy.reactive.RestResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DatabaseFailuresTest {

    static Stream<Throwable> lostConnections() {
        return Stream.of(
                ClosedConnectionException.INSTANCE,
                postgres("57P01"),
                postgres("57P02"),
                postgres("57P03"),
                postgres("08006"),
                postgres("08P01"),
                postgres("53300"),
                postgres("25006"),
                new JDBCConnectionException("lost", new SQLException("lost")),
                new SQLTransientConnectionException(),
                new SQLNonTransientConnectionException(),
                new SQLRecoverableException(),
                new SQLException("lost", "08003"),
                new DatabaseUnavailableException(new IOException()));
    }

    /** What the network and the pool report, which only within a unit of work concerns the database. */
    static Stream<Throwable> transportFailures() {
        return Stream.of(
                new IOException("Connection reset by peer"),
                new SocketException(),
                new ConnectException(),
                new UnknownHostException(),
                new ClosedChannelException(),
                new VertxException("Connection was closed"),
                new ConnectionPoolTooBusyException("full"),
                new NoStackTraceThrowable("Timeout"),
                new TimeoutException());
    }

    static Stream<Throwable> others() throws JsonProcessingException {
        return Stream.of(
                postgres("23505"),
                postgres("40001"),
                postgres("22021"),
                postgres(null),
                new SQLException("wrong", "42601"),
                new IllegalStateException("Dalgo's own mistake"),
                jsonFailure(),
                Failure.notFound("not here"),
                new UpstreamFailure("Prefect", UpstreamFailure.Kind.UNREACHABLE, "away", new ConnectException()));
    }

    @ParameterizedTest
    @MethodSource("lostConnections")
    void aLostConnectionIsA503ThatNamesTheDatabase(Throwable failure) {
        FailureMapper mapper = new FailureMapper(new ObjectMapper());
        for (Throwable wrapped : wrappings(failure).toList()) {
            RestResponse<FailureMapper.Body> answer = mapper.map(wrapped);

            assertThat(answer.getStatus()).isEqualTo(503);
            assertThat(answer.getHeaderString("Retry-After")).isEqualTo("5");
            assertThat(answer.getEntity().detail().toString()).contains("database", "PostgreSQL");
            assertThat(answer.getEntity().code()).isEqualTo("DATABASE_UNAVAILABLE");
        }
    }

    @ParameterizedTest
    @MethodSource("transportFailures")
    void aFailureOfTheNetworkIsTheDatabasesWithinAUnitOnly(Throwable failure) {
        assertThat(wrappings(failure)).allMatch(DatabaseFailures::isConnectionLostInUnit);
        assertThat(wrappings(failure)).noneMatch(DatabaseFailures::isConnectionLost);
    }

    @ParameterizedTest
    @MethodSource("others")
    void otherFailuresAreNoLostConnection(Throwable failure) {
        assertThat(wrappings(failure)).noneMatch(DatabaseFailures::isConnectionLost);
        assertThat(wrappings(failure)).noneMatch(DatabaseFailures::isConnectionLostInUnit);
    }

    @Test
    void aCircleOfCausesEnds() {
        Exception first = new IllegalStateException("first");
        first.initCause(new IllegalStateException("second", first));

        assertThat(DatabaseFailures.isConnectionLostInUnit(first)).isFalse();
    }

    private static Stream<Throwable> wrappings(Throwable failure) {
        return Stream.of(
                failure,
                new CompletionException(failure),
                new HibernateException("cannot", new CompletionException(failure)),
                new CompositeException(new IllegalStateException("first"), failure));
    }

    private static PgException postgres(String state) {
        return new PgException("terminating connection", "FATAL", state, null);
    }

    private static JsonProcessingException jsonFailure() throws JsonProcessingException {
        try {
            new ObjectMapper().readTree("{");
        } catch (JsonProcessingException e) {
            return e;
        }
        throw new IllegalStateException("an open brace is valid JSON");
    }
}
