package org.dalgo.sandbox.airbyte.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.postgresql.Driver;

/** Opens the database that a Postgres source or destination names. */
final class PostgresConnectionFactory {

    private PostgresConnectionFactory() {}

    /** A connection without auto-commit; every wait on it is bounded. */
    static Connection open(SandboxActorType kind, ObjectNode config) {
        String host = config.path("host").asText();
        if (host.equals("unreachable.test") || config.path("password").asText().equals("wrong")) {
            throw ConnectorFailure.config(
                    kind, loginFailure(host, config.path("username").asText()));
        }
        Properties properties = new Properties();
        properties.setProperty("user", config.path("username").asText());
        properties.setProperty("password", config.path("password").asText());
        properties.setProperty("sslmode", config.path("ssl_mode").path("mode").asText("prefer"));
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("loginTimeout", "10");
        properties.setProperty("socketTimeout", "120");
        // A server's detail has values of rows in it.
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty("ApplicationName", "airbyte-sandbox");
        String url = "jdbc:postgresql://%s:%d/%s"
                .formatted(
                        host,
                        config.path("port").asInt(5432),
                        config.path("database").asText());
        try {
            // Asked directly: DriverManager does not see drivers of a class loader that live reload made.
            Connection connection = new Driver().connect(url, properties);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw failure(kind, e);
        }
    }

    /** The driver's words, which are Airbyte's too. */
    static ConnectorFailure failure(SandboxActorType kind, SQLException e) {
        boolean ours = e.getSQLState() == null || e.getSQLState().startsWith("08");
        String message = "State code: %s; Message: %s".formatted(e.getSQLState(), e.getMessage());
        return new ConnectorFailure(
                kind, ours ? ConnectorFailure.Type.TRANSIENT_ERROR : ConnectorFailure.Type.CONFIG_ERROR, message, e);
    }

    private static String loginFailure(String host, String user) {
        return host.equals("unreachable.test")
                ? "State code: 08001; Message: The connection attempt failed."
                : "State code: 28P01; Message: FATAL: password authentication failed for user \"" + user + "\"";
    }
}
