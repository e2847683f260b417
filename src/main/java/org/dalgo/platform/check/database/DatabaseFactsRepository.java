package org.dalgo.platform.check.database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.dalgo.platform.check.database.DatabaseFacts.Role;
import org.dalgo.platform.tenancy.DatabaseConfig;

/** Reads as the login that migrates: blocks, hence for commands only. */
@ApplicationScoped
class DatabaseFactsRepository {

    private static final String SERVER =
            """
            select current_setting('server_version'), current_setting('server_version_num')::int, session_user,
                   (select pg_has_role(session_user, datdba, 'member') from pg_database where datname = current_database()),
                   (select rolcreaterole or rolsuper from pg_roles where rolname = session_user), now()
            """;

    private static final String ROLES =
            """
            select rolname, rolsuper or rolbypassrls, pg_has_role(session_user, oid, 'member')
            from pg_roles where rolname in (?, ?) order by rolname
            """;

    private final AgroalDataSource dataSource;
    private final DatabaseConfig config;

    @Inject
    DatabaseFactsRepository(AgroalDataSource dataSource, DatabaseConfig config) {
        this.dataSource = dataSource;
        this.config = config;
    }

    DatabaseFacts read() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement server = connection.prepareStatement(SERVER);
                ResultSet row = server.executeQuery()) {
            row.next();
            return new DatabaseFacts(
                    row.getString(1),
                    row.getInt(2),
                    row.getString(3),
                    row.getBoolean(4),
                    row.getBoolean(5),
                    roles(connection),
                    row.getTimestamp(6).toInstant());
        }
    }

    private List<Role> roles(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ROLES)) {
            statement.setString(1, config.tenantRole());
            statement.setString(2, config.acrossRole());
            List<Role> roles = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    roles.add(new Role(rows.getString(1), rows.getBoolean(2), rows.getBoolean(3)));
                }
            }
            return roles;
        }
    }
}
