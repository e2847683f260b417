package org.dalgo.platform.startup.postgres;

import java.util.Set;
import java.util.function.Supplier;
import org.dalgo.platform.startup.StartupFailure;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Supplies the default datasource's properties to Quarkus, and starts the server at the first read. Above {@code
 * application.properties}, below the environment: a variable wins.
 */
final class PostgresConfigSource implements ConfigSource {

    static final String REACTIVE_URL = "quarkus.datasource.reactive.url";
    static final String JDBC_URL = "quarkus.datasource.jdbc.url";
    private static final String USERNAME = "quarkus.datasource.username";
    private static final String PASSWORD = "quarkus.datasource.password";
    private static final int ORDINAL = 270;

    private final Supplier<EmbeddedPostgres> postgres;
    private final Supplier<String> password;
    private final Set<String> names;
    private final Set<String> addresses;

    private PostgresConfigSource(
            Supplier<EmbeddedPostgres> postgres, Supplier<String> password, Set<String> names, Set<String> addresses) {
        this.postgres = postgres;
        this.password = password;
        this.names = names;
        this.addresses = addresses;
    }

    /** Starts a server with these options when the login is read. */
    static PostgresConfigSource embedded(Supplier<PostgresOptions> options) {
        Supplier<EmbeddedPostgres> postgres = memoized(() -> EmbeddedPostgres.start(options.get()));
        // Quarkus looks the addresses up by name, but believes in a login only if some source lists it. Quarkus reads
        // the login during the build, too, when nothing may be started.
        return new PostgresConfigSource(
                postgres,
                memoized(() -> EmbeddedPostgres.passwordWithoutServer(options.get())
                        .orElseGet(() -> postgres.get().password())),
                Set.of(USERNAME, PASSWORD),
                Set.of(REACTIVE_URL, JDBC_URL));
    }

    /** The address of the database is not configured: reading it is the failure. */
    static PostgresConfigSource unconfigured() {
        return new PostgresConfigSource(
                () -> {
                    throw new StartupFailure("PostgreSQL: no address is configured: " + PostgresConfig.OWN_DATABASE
                            + "; or set DALGO_POSTGRES_MODE=embedded, and this process starts a server.");
                },
                () -> null,
                Set.of(),
                Set.of(REACTIVE_URL, JDBC_URL));
    }

    /** One of the two addresses was given: requests use the one, migrations the other. */
    static PostgresConfigSource incomplete(boolean reactiveGiven) {
        String given = reactiveGiven ? REACTIVE_URL : JDBC_URL;
        String absent = reactiveGiven ? JDBC_URL : REACTIVE_URL;
        return new PostgresConfigSource(
                () -> {
                    throw new StartupFailure("PostgreSQL: " + given + " is set and " + absent + " is not: "
                            + PostgresConfig.OWN_DATABASE);
                },
                () -> null,
                Set.of(),
                Set.of(absent));
    }

    @Override
    public Set<String> getPropertyNames() {
        return names;
    }

    @Override
    public String getValue(String name) {
        if (!addresses.contains(name) && !names.contains(name)) {
            return null;
        }
        return switch (name) {
            case REACTIVE_URL -> postgres.get().reactiveUrl(PostgresDatabase.APPLICATION);
            case JDBC_URL -> postgres.get().jdbcUrl(PostgresDatabase.APPLICATION);
            case USERNAME -> PostgresDatabase.APPLICATION;
            case PASSWORD -> password.get();
            default -> null;
        };
    }

    @Override
    public String getName() {
        return "PostgreSQL of platform.startup";
    }

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }

    private static <T> Supplier<T> memoized(Supplier<T> supplier) {
        return new Supplier<>() {
            private T value;

            @Override
            public synchronized T get() {
                if (value == null) {
                    value = supplier.get();
                }
                return value;
            }
        };
    }
}
