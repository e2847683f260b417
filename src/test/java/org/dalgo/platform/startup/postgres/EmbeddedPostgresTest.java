package org.dalgo.platform.startup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dalgo.platform.startup.ExternalProcess;
import org.dalgo.platform.startup.StartupFailure;
import org.dalgo.testsupport.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

    private static final Path CACHE = TestServers.CACHE.resolve("postgres");

    @TempDir
    Path folder;

    private final List<Process> children = new ArrayList<>();

    @AfterEach
    void endChildren() throws Exception {
        for (Process child : children) {
            child.getOutputStream().close();
            child.waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void keepsItsDataItsPortAndItsPasswordFromOneStartToTheNext() throws Exception {
        // PostgreSQL's socket files would not fit into such a path.
        Path home = folder.resolve("a".repeat(120)).resolve("with 'quotes' and spaces");
        int port;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(PostgresOptions.durable(home, CACHE))) {
            port = postgres.port();
            execute(postgres.database("dalgo"), "create table kept (name text)");
            execute(postgres.database("dalgo"), "insert into kept values ('नमस्ते')");
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(PostgresOptions.durable(home, CACHE))) {
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(query(postgres.database("dalgo"), "select name from kept"))
                    .isEqualTo("नमस्ते");
        }
    }

    @Test
    void isDurableAndWantsAPassword() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(durable())) {
            PostgresDatabase database = postgres.database("dalgo");

            assertThat(query(database, "show fsync")).isEqualTo("on");
            assertThat(query(database, "show data_checksums")).isEqualTo("on");
            assertThat(query(database, "show password_encryption")).isEqualTo("scram-sha-256");
            assertThat(Files.getPosixFilePermissions(durable().home().resolve("password")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), "dalgo", "guessed"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(database.toString()).doesNotContain(database.password());
        }
    }

    @Test
    void givesEachDatabaseAnOwnerThatMayNotEnterTheOthers() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(durable())) {
            PostgresDatabase prefect = postgres.database("prefect");
            execute(prefect, "create extension pg_trgm");

            assertThat(postgres.database("prefect")).isEqualTo(prefect);
            assertThat(query(prefect, "select usesuper from pg_user where usename = current_user"))
                    .isEqualTo("f");
            assertThatThrownBy(() ->
                            DriverManager.getConnection(postgres.jdbcUrl("dalgo"), prefect.user(), prefect.password()))
                    .hasMessageContaining("permission denied for database");
        }
    }

    @Test
    void isSharedWithinOneProcessAndStoppedByWhoStartedIt() throws Exception {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(durable())) {
            try (EmbeddedPostgres second = EmbeddedPostgres.start(durable())) {
                assertThat(second.port()).isEqualTo(first.port());
            }
            assertThat(query(first.database("dalgo"), "select 1")).isEqualTo("1");

            first.process().orElseThrow().destroyForcibly();
            await().atMost(Duration.ofSeconds(10)).until(() -> first.process().isEmpty());
            EmbeddedPostgres again = EmbeddedPostgres.start(durable());
            assertThat(query(again.database("dalgo"), "select 1")).isEqualTo("1");
        }
        assertThat(new PostgresHome(durable().home()).server()).isEmpty();
    }

    @Test
    void replacesTheServerThatAKilledProcessLeftBehind() throws Exception {
        Process child = child();
        PostgresHome home = new PostgresHome(durable().home());
        ProcessHandle orphan = home.server().orElseThrow();
        child.destroyForcibly().waitFor();
        assertThat(orphan.isAlive()).isTrue();

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(durable())) {
            ended(orphan);
            assertThat(query(postgres.database("dalgo"), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void refusesAFolderThatAnotherProcessUses() throws Exception {
        child();

        assertThatThrownBy(() -> EmbeddedPostgres.start(durable()))
                .isInstanceOf(StartupFailure.class)
                .hasMessageContaining("another process uses the PostgreSQL in")
                .hasMessageContaining("dalgo.postgres.data-dir");

        try (EmbeddedPostgres neighbour =
                EmbeddedPostgres.start(PostgresOptions.disposable(durable().home(), CACHE))) {
            assertThat(query(neighbour.database("dalgo"), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void stopsWithItsProcess() throws Exception {
        Process child = child();
        ProcessHandle server = new PostgresHome(durable().home()).server().orElseThrow();

        child.getOutputStream().close();

        assertThat(child.waitFor()).isZero();
        ended(server);
    }

    @Test
    void beginsEmptyWhenDisposable() throws Exception {
        PostgresOptions options = PostgresOptions.disposable(folder.resolve("test"), CACHE);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options)) {
            execute(postgres.database("dalgo"), "create table gone (id int)");
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options)) {
            assertThat(query(postgres.database("dalgo"), "select to_regclass('gone') is null"))
                    .isEqualTo("t");
        }
    }

    @Test
    void saysWhatToDoWhenOthersMayReadTheData() throws Exception {
        EmbeddedPostgres.start(durable()).close();
        Path data = durable().home().resolve("data");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(() -> EmbeddedPostgres.start(durable())).hasMessageContaining("chmod 700 '" + data + "'");

        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        EmbeddedPostgres.start(durable()).close();
    }

    @Test
    void namesATakenPortAndTheSettingThatMovesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> EmbeddedPostgres.start(durable().withPort(port)))
                    .hasMessageContaining("port " + port + " is taken; choose another one with dalgo.postgres.port")
                    .hasMessageContaining("Address already in use");
        }
    }

    @Test
    void takesAnotherPortWhenTheRememberedOneIsTaken() throws Exception {
        EmbeddedPostgres first = EmbeddedPostgres.start(durable());
        first.close();
        try (ServerSocket taken = new ServerSocket(first.port(), 1, InetAddress.getLoopbackAddress());
                EmbeddedPostgres second = EmbeddedPostgres.start(durable())) {
            assertThat(second.port()).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void beginsAgainAfterAnInterruptedCreation() throws Exception {
        Path making = durable().home().resolve("data.making");
        Files.createDirectories(making.resolve("base"));
        Files.writeString(making.resolve("PG_VERSION"), "17");

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(durable())) {
            assertThat(query(postgres.database("dalgo"), "select 1")).isEqualTo("1");
        }
        assertThat(making).doesNotExist();
    }

    @Test
    void showsTheEndOfTheLogWhenPostgresRefuses() throws Exception {
        EmbeddedPostgres.start(durable()).close();
        Files.writeString(durable().home().resolve("data").resolve("postgresql.auto.conf"), "no_such_setting = 1\n");

        assertThatThrownBy(() -> EmbeddedPostgres.start(durable()))
                .isInstanceOf(StartupFailure.class)
                .hasMessageContaining("unrecognized configuration parameter \"no_such_setting\"");
    }

    @Test
    void runsAsNobodyForRootWithoutUserNamespaces() throws Exception {
        Assumptions.assumeTrue(
                "0"
                        .equals(ExternalProcess.run(Duration.ofSeconds(5), List.of("id", "-u"))
                                .output()),
                "not root");
        Path cache = folder.resolve("cache");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        PostgresOsAccount nobody =
                PostgresOsAccount.withoutUserNamespace(line -> ExternalProcess.run(Duration.ofSeconds(5), line));
        PostgresOptions options = PostgresOptions.durable(folder.resolve("home"), cache);
        PostgresHome home = new PostgresHome(options.home());
        home.lock().orElseThrow().close();
        PostgresServer server = new PostgresServer(home, options, PostgresBinaries.in(cache), nobody);

        server.start();
        try {
            assertThat(home.server().orElseThrow().info().user()).contains("nobody");
        } finally {
            server.stop();
        }
    }

    private PostgresOptions durable() {
        return PostgresOptions.durable(folder.resolve("home"), CACHE);
    }

    private Process child() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PostgresChild.class.getName(),
                        durable().home().toString(),
                        CACHE.toString())
                .redirectErrorStream(true)
                .start();
        children.add(child);
        BufferedReader output =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        assertThat(output.lines().anyMatch(line -> line.startsWith("port="))).isTrue();
        return child;
    }

    private static void ended(ProcessHandle server) throws Exception {
        server.onExit().get(10, TimeUnit.SECONDS);
    }

    private static void execute(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(PostgresDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
