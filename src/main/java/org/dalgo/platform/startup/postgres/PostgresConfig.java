package org.dalgo.platform.startup.postgres;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the application's PostgreSQL comes from. It is read before Quarkus registers its converters, hence the explicit ones
 * for durations.
 */
@ConfigMapping(prefix = "dalgo.postgres")
public interface PostgresConfig {

    /** What to set to use a PostgreSQL of one's own; part of every message that recommends it. */
    String OWN_DATABASE = "set QUARKUS_DATASOURCE_REACTIVE_URL=postgresql://host:5432/dalgo,"
            + " QUARKUS_DATASOURCE_JDBC_URL=jdbc:postgresql://host:5432/dalgo, QUARKUS_DATASOURCE_USERNAME and"
            + " QUARKUS_DATASOURCE_PASSWORD";

    /** Who runs PostgreSQL. */
    enum Mode {
        /** This process starts and stops one of its own. */
        EMBEDDED,
        /** The operator; {@code quarkus.datasource.*} says where. */
        EXTERNAL
    }

    /**
     * Who runs PostgreSQL. Unset: embedded in dev and test mode, external otherwise. A given
     * {@code quarkus.datasource.reactive.url} or {@code quarkus.datasource.jdbc.url} always means external.
     */
    Optional<Mode> mode();

    /**
     * Folder of the embedded server: data, password, log. Unset: {@code postgres} in {@link #baseDir}, in dev mode in a
     * folder per working copy there; in tests a disposable one under {@code target}.
     */
    Optional<Path> dataDir();

    /** Parent folder of the embedded servers of this user, unless {@link #dataDir} is set. */
    @WithDefault("${dalgo.dev.data-dir:${XDG_DATA_HOME:${user.home}/.local/share}/dalgo}")
    Path baseDir();

    /** Folder into which the embedded server's programs are unpacked, once per version. */
    @WithDefault("${XDG_CACHE_HOME:${user.home}/.cache}/dalgo/postgres")
    Path cacheDir();

    /** Port of the embedded server. Unset: the port of the last start, else one that the operating system chooses. */
    OptionalInt port();

    /** Most connections that the embedded server accepts: this process, Prefect, workers, dbt, people. */
    @WithDefault("200")
    int maxConnections();

    /** Whether the process ends when it cannot reach the database at its start. The check of an installation goes on. */
    @WithDefault("true")
    boolean requiredAtStart();

    /** How long the start waits for an external database that does not answer yet. */
    @WithDefault("30s")
    @WithConverter(DurationConverter.class)
    Duration connectLimit();

    /** Longest wait for the embedded server to accept connections; crash recovery may need some. */
    @WithDefault("60s")
    @WithConverter(DurationConverter.class)
    Duration startLimit();
}
