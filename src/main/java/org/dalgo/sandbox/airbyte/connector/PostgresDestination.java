package org.dalgo.sandbox.airbyte.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.dalgo.light.load.PostgresLoader;
import org.dalgo.light.load.SqlIdentifier;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;

/** A PostgreSQL warehouse that really is written to. */
public final class PostgresDestination implements DestinationConnector {

    private final SandboxClock clock;

    public PostgresDestination(SandboxClock clock) {
        this.clock = clock;
    }

    @Override
    public ConnectorCheckResult check(ObjectNode config) {
        String schema = SqlIdentifier.quote(defaultNamespace(config));
        String probe =
                schema + "." + SqlIdentifier.quote("_airbyte_connection_test_" + Long.toHexString(System.nanoTime()));
        try (Connection connection = PostgresConnectionFactory.open(SandboxActorType.DESTINATION, config);
                Statement statement = connection.createStatement()) {
            statement.execute("create schema if not exists " + schema);
            statement.execute("create table " + probe + " (test_column text)");
            statement.execute("insert into " + probe + " values ('value')");
            statement.execute("drop table " + probe);
            connection.commit();
            return ConnectorCheckResult.success();
        } catch (SQLException e) {
            return ConnectorCheckResult.failure(PostgresConnectionFactory.failure(SandboxActorType.DESTINATION, e)
                    .getMessage());
        } catch (ConnectorFailure e) {
            return ConnectorCheckResult.failure(e.getMessage());
        }
    }

    @Override
    public String defaultNamespace(ObjectNode config) {
        return config.path("schema").asText("public");
    }

    @Override
    public Load open(ObjectNode config, long jobId, List<Target> targets) {
        Connection connection = PostgresConnectionFactory.open(SandboxActorType.DESTINATION, config);
        try {
            return new PostgresLoad(
                    connection,
                    targets,
                    PostgresLoader.Options.usual(
                            jobId, jobId, config.path("drop_cascade").asBoolean(false)),
                    clock);
        } catch (RuntimeException e) {
            try {
                connection.close();
            } catch (SQLException close) {
                e.addSuppressed(close);
            }
            throw e;
        }
    }
}
