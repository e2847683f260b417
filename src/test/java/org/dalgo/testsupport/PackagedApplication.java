package org.dalgo.testsupport;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dalgo.platform.startup.postgres.PostgresDatabase;

/** The application as it is shipped, in a process of its own that can be killed and started again. */
public final class PackagedApplication implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    /** A native binary to test instead of the jar: {@code -Ddalgo.test.binary=target/…-runner}. */
    private static final String BINARY = System.getProperty("dalgo.test.binary");

    private static final Path LOG = Path.of("target", "packaged-application.log");
    private static final Duration START_LIMIT = Duration.ofMinutes(4);

    private final PostgresDatabase database;
    private final Map<String, String> settings;
    private final int port = TestServers.freePort();
    private final int managementPort = TestServers.freePort();
    private final String key;
    private Process process;

    /** @param settings of the application beside its database and its keys, by their names */
    public PackagedApplication(PostgresDatabase database, Map<String, String> settings) {
        this(database, settings, newKey());
    }

    private PackagedApplication(PostgresDatabase database, Map<String, String> settings, String key) {
        this.database = database;
        this.settings = Map.copyOf(settings);
        this.key = key;
    }

    /** Another one beside it, with the same database, settings and key. */
    public PackagedApplication replica() {
        return new PackagedApplication(database, settings, key);
    }

    /** Address without a slash at its end. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Address of health and metrics, without a slash at its end. */
    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    /** Starts it and waits until it is ready. */
    public void start() {
        List<String> line = commandLine("-Dquarkus.http.port=" + port, "-Dquarkus.management.port=" + managementPort);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()));
        builder.environment().putAll(environment());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            await().atMost(START_LIMIT)
                    .pollInterval(Duration.ofMillis(200))
                    .failFast("it ended, see " + LOG, () -> !process.isAlive())
                    .ignoreExceptions()
                    .until(() -> readiness() == 200);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Status that its readiness probe answers. */
    public int readiness() {
        return given().get(managementUrl() + "/q/health/ready").statusCode();
    }

    /**
     * Runs one command of an operator beside it.
     *
     * @param input what is piped in
     * @return what it wrote to standard output; fails with what it wrote to standard error
     */
    public String operator(String input, String... arguments) {
        List<String> line = commandLine();
        line.add("operator");
        line.addAll(List.of(arguments));
        Path out = Path.of("target", "operator.out");
        Path err = Path.of("target", "operator.err");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment());
        try {
            Process command = builder.start();
            try (Writer pipe = command.outputWriter()) {
                pipe.write(input);
            }
            if (!command.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                command.destroyForcibly();
                throw new IllegalStateException("the command does not end: " + Files.readString(err));
            }
            if (command.exitValue() != 0) {
                throw new IllegalStateException(command.exitValue() + ": " + Files.readString(err));
            }
            return Files.readString(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it has logged, over all its starts. */
    public static String log() {
        try {
            return Files.readString(LOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the application cannot be killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code kill}: asks it to stop and returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** Whether its process has ended. */
    public boolean hasEnded() {
        return !process.isAlive();
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    private List<String> commandLine(String... properties) {
        List<String> line = new ArrayList<>(List.of(BINARY == null ? program() : BINARY, "-Xmx256m"));
        line.addAll(List.of(properties));
        settings.forEach((name, value) -> line.add("-D" + name + "=" + value));
        if (BINARY == null) {
            line.addAll(List.of("-jar", JAR.toString()));
        }
        return line;
    }

    private static String program() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    /** Secrets do not belong on a command line, which every user of the machine can read. */
    private Map<String, String> environment() {
        return Map.of(
                "QUARKUS_DATASOURCE_REACTIVE_URL", database.reactiveUrl(),
                "QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl(),
                "QUARKUS_DATASOURCE_USERNAME", database.user(),
                "QUARKUS_DATASOURCE_PASSWORD", database.password(),
                "DALGO_SECRET_KEYS_TEST", key);
    }

    private static String newKey() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
