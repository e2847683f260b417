package org.dalgo.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dalgo.platform.startup.postgres.EmbeddedPostgres;
import org.dalgo.platform.startup.postgres.PostgresDatabase;
import org.dalgo.platform.startup.postgres.PostgresOptions;
import org.dalgo.sandbox.prefect.LocalPrefect;
import org.dalgo.sandbox.prefect.PrefectOptions;
import org.dalgo.sandbox.prefect.PythonEnvironment;

/**
 * What a benchmark measures: a durable PostgreSQL, a real Prefect with one worker, and the packaged application behind a
 * counter of its calls to Prefect. Each is a process of its own on 127.0.0.1 and ends with the benchmark. Options: port
 * (of the application; the three after it are taken too), java (its Java), heap (its {@code -Xmx}),
 * set (its settings, {@code name=value}, separated by commas).
 */
final class Stage implements AutoCloseable {

    private static final Path FOLDER = Path.of("target", "bench", "stage").toAbsolutePath();
    private static final Path CACHE = Path.of(System.getProperty("user.home"), ".cache", "dalgo");

    private final EmbeddedPostgres postgres;
    private final LocalPrefect prefect;
    private final UpstreamMeter upstream;
    private final Application application;
    private final Seed seed;

    private Stage(Options options, List<String> settings) {
        int port = options.number("port", 8002);
        postgres =
                EmbeddedPostgres.start(PostgresOptions.durable(FOLDER.resolve("postgres"), CACHE.resolve("postgres")));
        prefect = LocalPrefect.start(new PrefectOptions(
                PythonEnvironment.of(Path.of("src/main/python/locks/worker.txt"), CACHE, Optional.empty()),
                Path.of("src", "main", "python"),
                postgres.database("prefect"),
                port + 1,
                "dalgo",
                List.of("ddp", "manual-dbt"),
                4,
                FOLDER,
                FOLDER));
        upstream = new UpstreamMeter(port + 2, port + 1);
        application = new Application(options, FOLDER, database(), port, port + 3, upstream.apiUrl(), settings);
        application.start();
        seed = new Seed(database());
    }

    /**
     * Starts everything.
     *
     * @param settings of the application, {@code name=value}, beyond those that say where things are
     */
    static Stage start(Options options, String... settings) {
        Stage stage = new Stage(options, List.of(settings));
        System.out.printf(Locale.ROOT, "load average at the start: %s%n", load());
        return stage;
    }

    Application application() {
        return application;
    }

    UpstreamMeter upstream() {
        return upstream;
    }

    Seed seed() {
        return seed;
    }

    PostgresDatabase database() {
        return postgres.database(EmbeddedPostgres.APPLICATION);
    }

    /** PostgreSQL's own login; its password lies beside the data. */
    PostgresDatabase superuser() {
        try {
            String password =
                    Files.readString(FOLDER.resolve("postgres/password")).strip();
            return new PostgresDatabase(postgres.host(), postgres.port(), "postgres", "postgres", password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path postgresLog() {
        return postgres.log();
    }

    /** PostgreSQL's first process, the parent of all its others. */
    long postmaster() {
        try {
            return Long.parseLong(Files.readAllLines(FOLDER.resolve("postgres/data/postmaster.pid"))
                    .get(0)
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String prefectUrl() {
        return prefect.apiUrl();
    }

    /** The machine's load averages over 1, 5 and 15 minutes. */
    static String load() {
        try {
            String[] words = Files.readString(Path.of("/proc/loadavg")).split(" ");
            return words[0] + " " + words[1] + " " + words[2];
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public void close() {
        System.out.printf(Locale.ROOT, "load average at the end: %s%n", load());
        application.stop();
        upstream.close();
        prefect.close();
        postgres.close();
    }
}
