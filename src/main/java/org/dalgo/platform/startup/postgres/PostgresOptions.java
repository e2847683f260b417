package org.dalgo.platform.startup.postgres;

import io.quarkus.runtime.LaunchMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.dalgo.platform.startup.Folders;

/**
 * How an {@link EmbeddedPostgres} is started.
 *
 * @param home folder of its data, password, lock and log; made if absent
 * @param cache folder into which its programs are unpacked, shared by every server of this user
 * @param port fixed port, or empty: the one it had last time, else one that the operating system chooses
 * @param maxConnections PostgreSQL's {@code max_connections}
 * @param databases made at the start if absent; others can be had later, by {@link EmbeddedPostgres#database}
 * @param disposable for tests: begins empty, may lose data when the machine fails, and takes a neighbouring folder
 *     when another process uses {@code home}
 * @param limit longest wait for the server to accept connections
 */
public record PostgresOptions(
        Path home,
        Path cache,
        OptionalInt port,
        int maxConnections,
        List<String> databases,
        boolean disposable,
        Duration limit) {

    /** Enough for this process (20), Prefect (about 30), workers, dbt and a person with a client. */
    static final int MAX_CONNECTIONS = 200;

    static final Duration LIMIT = Duration.ofMinutes(1);

    public PostgresOptions {
        home = home.toAbsolutePath().normalize();
        cache = cache.toAbsolutePath().normalize();
        databases = List.copyOf(databases);
    }

    /** A server that keeps its data in {@code home}. */
    public static PostgresOptions durable(Path home, Path cache) {
        return new PostgresOptions(
                home, cache, OptionalInt.empty(), MAX_CONNECTIONS, List.of(PostgresDatabase.APPLICATION), false, LIMIT);
    }

    /** A server for tests. */
    public static PostgresOptions disposable(Path home, Path cache) {
        return new PostgresOptions(
                home, cache, OptionalInt.empty(), MAX_CONNECTIONS, List.of(PostgresDatabase.APPLICATION), true, LIMIT);
    }

    /** The mode that the configuration chooses. */
    public static PostgresOptions from(PostgresConfig config, LaunchMode mode) {
        boolean disposable = mode == LaunchMode.TEST && config.dataDir().isEmpty();
        // Only root without user namespaces, in many containers: PostgreSQL cannot enter root's home then.
        boolean elsewhere = PostgresOsAccount.choose().cannotReach(config.cacheDir());
        Path base = elsewhere ? Path.of("/var/lib/dalgo") : config.baseDir();
        return new PostgresOptions(
                config.dataDir().orElseGet(() -> defaultHome(base, mode)),
                elsewhere ? Path.of("/var/cache/dalgo/postgres") : config.cacheDir(),
                config.port(),
                config.maxConnections(),
                List.of(PostgresDatabase.APPLICATION),
                disposable,
                config.startLimit());
    }

    private static Path defaultHome(Path base, LaunchMode mode) {
        return switch (mode) {
            case TEST -> Path.of("target", "test-postgres");
            case DEVELOPMENT ->
                base.resolve(Folders.workingCopyName(Path.of(""))).resolve("postgres");
            default -> base.resolve("postgres");
        };
    }

    /** The same on a fixed port. */
    public PostgresOptions withPort(int fixed) {
        return new PostgresOptions(home, cache, OptionalInt.of(fixed), maxConnections, databases, disposable, limit);
    }
}
