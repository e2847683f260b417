package org.dalgo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dalgo.platform.startup.postgres.EmbeddedPostgres;
import org.dalgo.platform.startup.postgres.PostgresDatabase;
import org.dalgo.testsupport.TestServers;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Conventions of the migrations, read from PostgreSQL's catalogue. V1__platform.sql states them. */
class SchemaConventionsTest {

    private static final String FOREIGN_KEY_WITHOUT_ID =
            """
            select distinct c.conrelid::regclass || '.' || a.attname
            from pg_constraint c
            join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
            where c.contype = 'f' and c.connamespace = current_schema()::regnamespace and a.attname not like '%\\_id'
            """;

    private static final String FOREIGN_KEY_WITHOUT_INDEX =
            """
            select c.conrelid::regclass || ' ' || pg_get_constraintdef(c.oid)
            from pg_constraint c
            where c.contype = 'f' and c.connamespace = current_schema()::regnamespace
            and not exists (
                select from pg_index i
                where i.indrelid = c.conrelid and i.indpred is null
                and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)
            """;

    /** The name and message of a state are free text of Prefect; its type is the state. */
    private static final String STATE_WITHOUT_CHECK =
            """
            select a.attrelid::regclass || '.' || a.attname
            from pg_attribute a
            join pg_class t on t.oid = a.attrelid and t.relkind in ('r', 'p')
            where t.relnamespace = current_schema()::regnamespace and t.relname <> 'flyway_schema_history'
            and a.attnum > 0 and not a.attisdropped and a.atttypid in ('text'::regtype, 'varchar'::regtype)
            and a.attname ~ '(^|_)(state|status)(_type)?$'
            and not exists (
                select from pg_constraint c
                where c.conrelid = a.attrelid and c.contype = 'c' and a.attnum = any (c.conkey))
            """;

    /** Our own ids that are no foreign key: the web app polls a run's progress by it. */
    private static final String UNNAMED_ID_OF_ANOTHER_SYSTEM =
            """
            select a.attrelid::regclass || '.' || a.attname
            from pg_attribute a
            join pg_class t on t.oid = a.attrelid and t.relkind in ('r', 'p')
            where t.relnamespace = current_schema()::regnamespace and a.attnum > 0 and not a.attisdropped
            and a.atttypid = 'uuid'::regtype and a.attname like '%\\_id' and a.attname !~ '^(prefect|airbyte)_'
            and (t.relname, a.attname) <> ('run', 'progress_id')
            and not exists (
                select from pg_constraint c
                where c.conrelid = a.attrelid and c.contype = 'f' and a.attnum = any (c.conkey))
            """;

    private static final String OWNER_OF_TABLES =
            """
            select t.relname || ' ' || coalesce(substring(obj_description(t.oid, 'pg_class')
                from '^owner: ([a-z.]+)$'), '')
            from pg_class t
            where t.relkind in ('r', 'p') and t.relnamespace = current_schema()::regnamespace
            and t.relname <> 'flyway_schema_history'
            """;

    private static Connection owner;

    @BeforeAll
    static void migrate() throws SQLException {
        EmbeddedPostgres server = TestServers.postgres();
        PostgresDatabase privileged = server.database(PostgresDatabase.APPLICATION);
        PostgresDatabase database = server.database("conventions");
        try (Connection connection = open(privileged);
                Statement statement = connection.createStatement()) {
            statement.execute("create role conventions_tenant nologin; create role conventions_across nologin;"
                    + " grant conventions_tenant, conventions_across to conventions");
        }
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .placeholders(Map.of("tenant_role", "conventions_tenant", "across_role", "conventions_across"))
                .load()
                .migrate();
        owner = open(database);
    }

    @AfterAll
    static void close() throws SQLException {
        owner.close();
    }

    @Test
    void aForeignKeyEndsInId() throws SQLException {
        assertThat(select(FOREIGN_KEY_WITHOUT_ID)).isEmpty();
        assertThat(selectWith("org bigint references org", FOREIGN_KEY_WITHOUT_ID))
                .containsExactly("newcomer.org");
    }

    @Test
    void aForeignKeyHasAnIndexThatStartsWithIt() throws SQLException {
        assertThat(select(FOREIGN_KEY_WITHOUT_INDEX)).isEmpty();
        assertThat(selectWith(
                        "id bigint, org_id bigint references org, primary key (id, org_id)", FOREIGN_KEY_WITHOUT_INDEX))
                .containsExactly("newcomer FOREIGN KEY (org_id) REFERENCES org(id)");
    }

    @Test
    void aStateHasACheck() throws SQLException {
        assertThat(select(STATE_WITHOUT_CHECK)).isEmpty();
        assertThat(selectWith(
                        "state text, sync_status varchar(10), state_type text check (state_type <> ''),"
                                + " state_name text",
                        STATE_WITHOUT_CHECK))
                .containsExactlyInAnyOrder("newcomer.state", "newcomer.sync_status");
    }

    @Test
    void anIdOfAnotherSystemCarriesItsName() throws SQLException {
        assertThat(select(UNNAMED_ID_OF_ANOTHER_SYSTEM)).isEmpty();
        assertThat(selectWith("flow_run_id uuid, prefect_flow_run_id uuid", UNNAMED_ID_OF_ANOTHER_SYSTEM))
                .containsExactly("newcomer.flow_run_id");
    }

    @Test
    void aTableNamesTheRoomThatOwnsIt() throws SQLException {
        List<String> owners = select(OWNER_OF_TABLES);

        assertThat(owners).isNotEmpty().allSatisfy(line -> {
            String room = line.substring(line.indexOf(' ') + 1);
            assertThat(room).as(line).isNotEmpty();
            assertThat(Files.isDirectory(Path.of("src/main/java/org/dalgo", room.split("\\."))))
                    .as(line)
                    .isTrue();
        });
        assertThat(selectWith("id bigint", OWNER_OF_TABLES)).contains("newcomer ");
    }

    private static List<String> selectWith(String columns, String query) throws SQLException {
        owner.setAutoCommit(false);
        try (Statement statement = owner.createStatement()) {
            statement.execute("create table newcomer (" + columns + ")");
            return select(query);
        } finally {
            owner.rollback();
            owner.setAutoCommit(true);
        }
    }

    private static List<String> select(String query) throws SQLException {
        try (Statement statement = owner.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> first = new ArrayList<>();
            while (rows.next()) {
                first.add(rows.getString(1));
            }
            return first;
        }
    }

    private static Connection open(PostgresDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
