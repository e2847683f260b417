package org.dalgo.platform.startup.postgres;

import com.google.re2j.Pattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import org.dalgo.platform.startup.StartupFailure;
import org.postgresql.Driver;

/**
 * A PostgreSQL server of our own, for development, tests and small installations: real, durable, with a password, on
 * 127.0.0.1 only. It outlives a {@code kill -9} of this process by one start: the next one stops and restarts it.
 *
 * <p>Blocking; called at start-up and in tests, never from a request.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Pattern DATABASE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private static final String HOST = "127.0.0.1";
    /** Keys of {@link System#getProperties()}: every live reload and every test profile has statics of its own. */
    private static final String RUNNING = "org.dalgo.postgres@";

    private static final int MAX_DISPOSABLE_FOLDERS = 20;
    private static final String CONNECT_SECONDS = "10";

    private final PostgresHome home;
    private final PostgresServer server;
    private final String key;
    private final int port;
    private final Optional<PostgresShutdownHook> shutdownHook;

    private EmbeddedPostgres(
            PostgresHome home, PostgresServer server, String key, int port, Optional<PostgresShutdownHook> owner) {
        this.home = home;
        this.server = server;
        this.key = key;
        this.port = port;
        this.shutdownHook = owner;
    }

    /**
     * Starts the server, or joins the one that this JVM already runs in the same folder.
     *
     * @throws StartupFailure with the reason and the remedy, and the end of PostgreSQL's log if it has one
     */
    public static EmbeddedPostgres start(PostgresOptions options) {
        String key = (RUNNING + options.home()).intern();
        // The interned text is one object for all class loaders, as the server is one for all of them.
        synchronized (key) {
            String running = System.getProperty(key);
            EmbeddedPostgres postgres = running == null ? launch(options, key) : join(options, key, Path.of(running));
            options.databases().forEach(postgres::database);
            return postgres;
        }
    }

    /**
     * Password of the application's login before the server runs; empty for a disposable server, which has none until
     * it has found its folder.
     */
    static Optional<String> passwordWithoutServer(PostgresOptions options) {
        return options.disposable()
                ? Optional.empty()
                : Optional.of(new PostgresHome(options.home()).password(PostgresDatabase.APPLICATION));
    }

    private static EmbeddedPostgres launch(PostgresOptions options, String key) {
        PostgresHome home = new PostgresHome(options.home());
        Optional<FileChannel> lock = home.lock();
        for (int i = 2; lock.isEmpty() && options.disposable() && i < MAX_DISPOSABLE_FOLDERS; i++) {
            home = new PostgresHome(options.home().resolveSibling(options.home().getFileName() + "-" + i));
            lock = home.lock();
        }
        if (lock.isEmpty()) {
            throw new StartupFailure("another process uses the PostgreSQL in " + options.home()
                    + ". Stop it, or give this one a folder of its own with dalgo.postgres.data-dir.");
        }
        try {
            PostgresServer server = server(home, options);
            if (options.disposable()) {
                if (home.hasData()) {
                    home.server().ifPresent(orphan -> server.stop());
                }
                home.clear();
            }
            int port = server.start();
            PostgresShutdownHook hook = new PostgresShutdownHook(server.stopCommand(), lock.get());
            Runtime.getRuntime().addShutdownHook(hook);
            System.setProperty(key, home.folder().toString());
            return new EmbeddedPostgres(home, server, key, port, Optional.of(hook));
        } catch (RuntimeException e) {
            release(lock.get());
            throw e;
        }
    }

    private static EmbeddedPostgres join(PostgresOptions options, String key, Path folder) {
        PostgresHome home = new PostgresHome(folder);
        PostgresServer server = server(home, options);
        int port = home.server().isPresent() ? home.port().orElseThrow() : server.start();
        return new EmbeddedPostgres(home, server, key, port, Optional.empty());
    }

    private static PostgresServer server(PostgresHome home, PostgresOptions options) {
        return new PostgresServer(home, options, PostgresBinaries.in(options.cache()), PostgresOsAccount.choose());
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return port;
    }

    /** Login of the application. */
    public String user() {
        return PostgresDatabase.APPLICATION;
    }

    /** Password of the application's login. */
    public String password() {
        return home.password(PostgresDatabase.APPLICATION);
    }

    /** Address of a database for JDBC, without a login. */
    public String jdbcUrl(String database) {
        return address(database).jdbcUrl();
    }

    /** Address of a database for Quarkus' reactive client, without a login. */
    public String reactiveUrl(String database) {
        return address(database).reactiveUrl();
    }

    /** File into which the server writes its log. */
    public Path log() {
        return home.log();
    }

    /** The server's process. */
    Optional<ProcessHandle> process() {
        return home.server();
    }

    /**
     * The database {@code name}, made if absent together with a login of the same name that owns it and may not enter
     * the others.
     *
     * @param name lower case letters, digits and underscores
     */
    public PostgresDatabase database(String name) {
        if (!DATABASE_NAME.matches(name)) {
            throw new IllegalArgumentException("not a name for a database: " + name);
        }
        PostgresDatabase database = address(name);
        try (Connection connection = superuser();
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "select 1 from pg_roles where rolname = '" + name + "'")) {
                statement.execute(createRole(database));
            }
            if (!exists(statement, "select 1 from pg_database where datname = '" + name + "'")) {
                statement.execute("create database " + name + " owner " + name);
                statement.execute("revoke all on database " + name + " from public");
            }
            return database;
        } catch (SQLException e) {
            throw new StartupFailure(
                    "PostgreSQL runs on port " + port + ", but database " + name + " could not be made: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Stops the server if this object started it. One that was only joined belongs to another process and stays. */
    @Override
    public void close() {
        shutdownHook.ifPresent(hook -> {
            synchronized (key) {
                server.stop();
                Runtime.getRuntime().removeShutdownHook(hook);
                System.clearProperty(key);
                release(hook.lock);
            }
        });
    }

    private PostgresDatabase address(String name) {
        return new PostgresDatabase(HOST, port, name, name, home.password(name));
    }

    private static String createRole(PostgresDatabase database) {
        // The application's migrations make the role that row-level security applies to, hence createrole.
        return "create role " + database.user() + " login nosuperuser"
                + (database.user().equals(PostgresDatabase.APPLICATION) ? " createrole" : "")
                + " password '" + database.password() + "'";
    }

    private Connection superuser() throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", PostgresServer.SUPERUSER);
        login.setProperty("password", home.password());
        login.setProperty("connectTimeout", CONNECT_SECONDS);
        login.setProperty("socketTimeout", CONNECT_SECONDS);
        return new Driver().connect(jdbcUrl("postgres"), login);
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static void release(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
