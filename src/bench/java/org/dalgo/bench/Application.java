package org.dalgo.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dalgo.platform.startup.Folders;
import org.dalgo.platform.startup.postgres.PostgresDatabase;

/** The packaged application as a process: {@code java -jar}, with a configuration file of its own. */
final class Application {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Path JAR =
            Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> command;
    private final Path folder;
    private final URI address;
    private final URI management;
    private Process process;

    Application(
            Options options,
            Path folder,
            PostgresDatabase database,
            int port,
            int managementPort,
            String prefectUrl,
            List<String> settings) {
        this.folder = folder;
        this.address = URI.create("http://127.0.0.1:" + port);
        this.management = URI.create("http://127.0.0.1:" + managementPort);
        this.command =
                List.of(options.text("java", "java"), "-Xmx" + options.text("heap", "512m"), "-jar", JAR.toString());
        List<String> lines = new ArrayList<>(List.of(
                "quarkus.http.host=127.0.0.1",
                "quarkus.http.port=" + port,
                "quarkus.management.host=127.0.0.1",
                "quarkus.management.port=" + managementPort,
                "quarkus.datasource.reactive.url=" + database.reactiveUrl(),
                "quarkus.datasource.jdbc.url=" + database.jdbcUrl(),
                "quarkus.datasource.username=" + database.user(),
                "quarkus.datasource.password=" + database.password(),
                "dalgo.prefect.url=" + prefectUrl,
                // No server listens there: no benchmark needs Airbyte.
                "dalgo.airbyte.url=http://127.0.0.1:9",
                "dalgo.secret.keys.bench=" + newKey()));
        lines.addAll(settings);
        lines.addAll(List.of(options.text("set", "").split(",")));
        try {
            Files.createDirectories(folder.resolve("config"));
            Files.write(folder.resolve("config/application.properties"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    }

    /** A key of zeros is refused, as production refuses it. */
    private static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    URI address() {
        return address;
    }

    long pid() {
        return process.pid();
    }

    /** Starts it and waits until it says that it is ready. */
    void start() {
        launch();
        await(HttpRequest.newBuilder(management.resolve("/q/health/live")).build());
    }

    /** Starts it; answers the nanoseconds until the request was answered with 200. */
    long start(HttpRequest request) {
        long before = System.nanoTime();
        launch();
        await(request);
        return System.nanoTime() - before;
    }

    private void launch() {
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("application.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await(HttpRequest request) {
        Instant deadline = Instant.now().plus(LIMIT);
        while (!answers(request)) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("the application did not start; its log ends with\n"
                        + Folders.tail(folder.resolve("application.log"), 20));
            }
            pause();
        }
    }

    private boolean answers(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void stop() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    /** Resident memory in MiB. */
    long residentMib() {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }
}
