package org.dalgo.testsupport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.dalgo.platform.startup.postgres.PostgresDatabase;

/** The rows of a database, seen and changed beside the applications that use it, as its owner. */
public final class TestDatabase {

    /** What is done with a statement. */
    public interface StatementFunction<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private final PostgresDatabase database;

    public TestDatabase(PostgresDatabase database) {
        this.database = database;
    }

    public void update(String statement, Object... parameters) {
        query(statement, parameters, PreparedStatement::executeUpdate);
    }

    /** The number that the query answers. */
    public long count(String select, Object... parameters) {
        return query(select, parameters, statement -> {
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    public <T> T query(String text, Object[] parameters, StatementFunction<T> statementFunction) {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(text)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statementFunction.of(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection of one's own, to be closed. */
    public Connection connection() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
