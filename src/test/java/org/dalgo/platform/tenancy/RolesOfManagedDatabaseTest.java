package org.dalgo.platform.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.dalgo.platform.startup.postgres.EmbeddedPostgres;
import org.dalgo.platform.startup.postgres.PostgresDatabase;
import org.dalgo.testsupport.TestServers;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;

/** The migrations as the owner of a database on a server of which it is not the superuser. */
class RolesOfManagedDatabaseTest {

    private final EmbeddedPostgres server = TestServers.postgres();

    /** May make roles. */
    private final PostgresDatabase privileged = server.database(EmbeddedPostgres.APPLICATION);

    /** Owns its database and may do nothing else. */
    private final PostgresDatabase plain = server.database("plain");

    @Test
    void anOwnerThatCannotCreateRolesGetsTheStatementsToRunAndThenMigrates() throws SQLException {
        assertThatThrownBy(this::migrate)
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("plain_tenant")
                .hasMessageContaining("grant plain_tenant, plain_across to plain");

        execute(
                privileged,
                "create role plain_tenant nologin; create role plain_across nologin;"
                        + " grant plain_tenant, plain_across to plain");
        migrate();

        try (Connection owner = open(plain);
                Statement statement = owner.createStatement()) {
            statement.execute("insert into org (name, slug) values ('One', 'one'), ('Two', 'two')");
            assertThat(count(statement))
                    .as("the owner, who is a member of both roles")
                    .isEqualTo(2);
            statement.execute("set role plain_tenant");
            assertThat(count(statement)).isZero();
            statement.execute("set app.org = '1'");
            assertThat(count(statement)).isEqualTo(1);
            statement.execute("set role plain_across");
            assertThat(count(statement)).isEqualTo(2);
        }
    }

    private void migrate() {
        Flyway.configure()
                .dataSource(plain.jdbcUrl(), plain.user(), plain.password())
                .placeholders(Map.of("tenant_role", "plain_tenant", "across_role", "plain_across"))
                .load()
                .migrate();
    }

    private static long count(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select count(*) from org")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void execute(PostgresDatabase database, String statements) throws SQLException {
        try (Connection connection = open(database);
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    private static Connection open(PostgresDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
