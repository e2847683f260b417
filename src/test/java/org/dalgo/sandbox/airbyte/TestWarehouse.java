package org.dalgo.sandbox.airbyte;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.dalgo.platform.startup.postgres.PostgresDatabase;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.testsupport.TestServers;

/** A PostgreSQL for syncs to load, one server for all tests of a JVM and an empty database for each test class. */
public final class TestWarehouse {

    private final PostgresDatabase database;

    private TestWarehouse(PostgresDatabase database) {
        this.database = database;
    }

    /** The database {@code name}, empty. */
    public static TestWarehouse open(String name) {
        return new TestWarehouse(TestServers.postgres().database(name));
    }

    /** Configuration of a Postgres source or destination that means this database. */
    public ObjectNode config() {
        return SandboxJson.object()
                .put("host", database.host())
                .put("port", database.port())
                .put("database", database.name())
                .put("schema", "staging")
                .put("username", database.user())
                .put("password", database.password());
    }

    /** First column of the query's rows as text. */
    public List<String> query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> column = new ArrayList<>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
