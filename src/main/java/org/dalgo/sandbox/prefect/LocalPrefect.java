package org.dalgo.sandbox.prefect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.dalgo.platform.startup.StartupFailure;
import org.dalgo.platform.startup.StartupProgress;

/**
 * A Prefect server and one process worker of our own. Both are started again when they die and end with this process,
 * however it ends. Blocking; for start-up and tests.
 */
public final class LocalPrefect implements AutoCloseable {

    private static final String SUBJECT = "Prefect";
    private static final Duration SERVER_LIMIT = Duration.ofMinutes(2);
    private static final Duration WORKER_LIMIT = Duration.ofMinutes(1);
    private static final long POLL_MILLIS = 150;
    private static final int STEPS = 3;

    private final PrefectOptions options;
    private final PrefectProbe probe;
    private final SupervisedProcess server;
    private final SupervisedProcess worker;
    private final String workerName;
    private final Thread hook;

    private LocalPrefect(PrefectOptions options) {
        this.options = options;
        this.probe = new PrefectProbe(options.apiUrl());
        this.workerName = "local-" + UUID.randomUUID().toString().substring(0, 8);
        this.server = new SupervisedProcess(
                "Prefect server",
                line("", "server", "start", "--host", "127.0.0.1", "--port", Integer.toString(options.port())),
                PrefectEnvironment.server(options),
                options.logDir().resolve("prefect-server.log"),
                options.dataDir().resolve("prefect-server.pid"));
        this.worker = new SupervisedProcess(
                "Prefect worker",
                workerLine(),
                PrefectEnvironment.worker(options),
                options.logDir().resolve("prefect-worker.log"),
                options.dataDir().resolve("prefect-worker.pid"));
        // PostgreSQL's hook waits for one of this name.
        this.hook = new Thread(this::stopBoth, "Stop Prefect");
    }

    /**
     * Starts both and waits until the server answers and the worker reports to its pool.
     *
     * @throws StartupFailure with the reason, the remedy and the end of the log concerned; nothing is left running then
     */
    public static LocalPrefect start(PrefectOptions options) {
        LocalPrefect prefect = new LocalPrefect(options);
        Runtime.getRuntime().addShutdownHook(prefect.hook);
        try {
            prefect.startBoth();
            return prefect;
        } catch (RuntimeException e) {
            prefect.close();
            throw e;
        }
    }

    /** Base address of the REST interface, {@code /api} included. */
    public String apiUrl() {
        return options.apiUrl();
    }

    /** Folder of the organisations' checkouts, as the worker's flows see it. */
    public Path clientsRoot() {
        return options.clientsRoot();
    }

    /** Kills the worker and its flow runs, as a crash would; a new one is started at once. */
    public void killWorker() {
        worker.kill();
    }

    /** Kills the server, as a crash would; a new one is started at once. */
    public void killServer() {
        server.kill();
    }

    /** Stops the server in good order, starts it and waits until it answers. */
    public void restartServer() {
        server.stop();
        server.start();
        awaitServer();
    }

    /** Waits until the server answers and the worker reports to its pool, for example after one of them was killed. */
    public void awaitReady() {
        awaitServer();
        awaitWorker();
    }

    /** Ends worker and server with everything they started. */
    @Override
    public void close() {
        stopBoth();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    /** The server's process, if it runs. */
    Optional<ProcessHandle> serverProcess() {
        return server.handle();
    }

    /** The worker's process, if it runs. */
    Optional<ProcessHandle> workerProcess() {
        return worker.handle();
    }

    private void startBoth() {
        StartupProgress startupProgress = StartupProgress.ofSteps(SUBJECT, STEPS);
        unpackScript();
        // Ends what an earlier run left before looking at the port.
        worker.killOrphan();
        server.killOrphan();
        requireFreePort();
        startupProgress.nextStep("starting the server");
        server.start();
        worker.startSuspended();
        awaitServer();
        startupProgress.nextStep("starting the worker of pool " + options.workPool());
        options.queues().forEach(queue -> probe.ensureQueue(options.workPool(), queue));
        worker.release();
        awaitWorker();
        startupProgress.nextStep("ready at " + options.apiUrl());
    }

    private void awaitServer() {
        await("Prefect server", server, SERVER_LIMIT, probe::isReady);
    }

    private void awaitWorker() {
        await(
                "Prefect worker",
                worker,
                WORKER_LIMIT,
                () -> worker.isAlive() && probe.isOnline(options.workPool(), workerName, worker.startedAt()));
    }

    private static void await(String name, SupervisedProcess process, Duration limit, BooleanSupplier ready) {
        Instant deadline = Instant.now().plus(limit);
        while (!ready.getAsBoolean()) {
            process.requireNotCrashLooping();
            if (Instant.now().isAfter(deadline)) {
                throw new StartupFailure(name + " was not ready after " + limit.toSeconds() + " s" + process.logEnd());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupFailure("interrupted while waiting for Prefect", e);
        }
    }

    private void stopBoth() {
        worker.stop();
        server.stop();
    }

    private void requireFreePort() {
        try (ServerSocket socket = new ServerSocket(options.port(), 1, InetAddress.getLoopbackAddress())) {
            socket.getLocalPort();
        } catch (IOException e) {
            throw new StartupFailure(
                    "Prefect: port " + options.port()
                            + " is taken by another program. Stop it, choose another port with"
                            + " dalgo.dev.prefect.port, or use that Prefect: dalgo.prefect.url.",
                    e);
        }
    }

    private void unpackScript() {
        try (InputStream script = LocalPrefect.class.getResourceAsStream("attached.py")) {
            Files.createDirectories(options.prefectHome());
            Files.createDirectories(options.clientsRoot());
            Files.copy(script, script(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path script() {
        return options.dataDir().resolve("attached.py");
    }

    private List<String> workerLine() {
        List<String> arguments = new ArrayList<>(List.of(
                "worker",
                "start",
                "--type",
                "process",
                "--pool",
                options.workPool(),
                "--name",
                workerName,
                "--limit",
                Integer.toString(options.concurrentRuns())));
        for (String queue : options.queues()) {
            arguments.addAll(List.of("--work-queue", queue));
        }
        // A worker imports for seconds before its first request to the server.
        return line("prefect.cli.worker,prefect.workers.process", arguments.toArray(String[]::new));
    }

    private List<String> line(String preloaded, String... arguments) {
        List<String> line = new ArrayList<>(
                List.of(options.environment().python().toString(), script().toString(), preloaded, "prefect"));
        line.addAll(List.of(arguments));
        return line;
    }
}
