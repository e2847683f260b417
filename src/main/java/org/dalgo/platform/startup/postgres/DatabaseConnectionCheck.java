package org.dalgo.platform.startup.postgres;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.dalgo.platform.startup.StartupFailure;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jboss.logging.Logger;

/**
 * Opens the first connection to the database, just before the migrations would, so that a wrong address or password
 * is reported in one sentence. Waits for a server that does not answer yet: it often starts together with this process.
 */
@ApplicationScoped
class DatabaseConnectionCheck implements FlywayConfigurationCustomizer {

    private static final Logger LOG = Logger.getLogger(DatabaseConnectionCheck.class);

    /** SQLSTATE class of "connection exception", and of "operator intervention", which a starting server answers. */
    private static final String UNREACHABLE = "08";

    private static final String STARTING = "57";
    private static final long PAUSE_MILLIS = 1000;

    private final PostgresConfig config;

    DatabaseConnectionCheck(PostgresConfig config) {
        this.config = config;
    }

    /** A check of the installation reports the database itself, beside the other systems. */
    @Override
    public void customize(FluentConfiguration configuration) {
        if (!config.requiredAtStart()) {
            return;
        }
        Instant deadline = Instant.now().plus(config.connectLimit());
        while (true) {
            try (Connection connection = configuration.getDataSource().getConnection()) {
                LOG.debugf("connected to %s", connection.getMetaData().getURL());
                return;
            } catch (SQLException e) {
                if (!isTransient(e) || Instant.now().isAfter(deadline)) {
                    throw failure(e);
                }
                LOG.infof("waiting for PostgreSQL: %s", e.getMessage());
                pause();
            }
        }
    }

    private static boolean isTransient(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith(UNREACHABLE) || state.startsWith(STARTING);
    }

    private static StartupFailure failure(SQLException e) {
        return new StartupFailure("PostgreSQL: " + e.getMessage()
                + " The address is that of QUARKUS_DATASOURCE_JDBC_URL (requests use QUARKUS_DATASOURCE_REACTIVE_URL),"
                + " the login that of QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD.");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupFailure("interrupted while waiting for PostgreSQL", e);
        }
    }
}
