package org.dalgo.sandbox.prefect;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.dalgo.platform.startup.Folders;
import org.dalgo.platform.startup.StartupFailure;
import org.dalgo.platform.startup.StartupProgress;

/**
 * A Python module that runs as long as this process does: started again with growing pauses when it dies, and gone when
 * we are. Its process is noted in a file, so that one that outlived us is found and ended before another is started.
 */
final class SupervisedProcess {

    private static final Duration INITIAL_PAUSE = Duration.ofMillis(500);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);
    /** One that ran so long did not fail at its start: pauses begin anew. */
    private static final Duration STABLE_AFTER = Duration.ofMinutes(1);

    /** So many deaths in a row are no accident. */
    private static final int CRASH_LOOP_FAILURES = 3;

    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final int TAIL = 15;

    private final String name;
    private final ProcessBuilder builder;
    private final Path log;
    private final Path pidFile;
    private Process process;
    private Instant started;
    private int failures;
    private boolean stopping;
    private boolean suspended;

    /**
     * Describes it; {@link #start} starts it.
     *
     * @param name what people call it, for example {@code Prefect server}
     * @param line interpreter, script and arguments
     * @param environment added to our own, from which every {@code PREFECT_} and {@code PYTHON} setting is taken out
     * @param log file for its output
     * @param note file that records its process
     */
    SupervisedProcess(String name, List<String> line, Map<String, String> environment, Path log, Path note) {
        this.name = name;
        this.log = log;
        this.pidFile = note;
        this.builder = new ProcessBuilder(line)
                .directory(note.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // A person's own settings, an API key above all, must not lead our server and worker elsewhere.
        builder.environment().keySet().removeIf(key -> key.startsWith("PREFECT_") || key.startsWith("PYTHON"));
        builder.environment().putAll(environment);
    }

    synchronized void start() {
        startSuspended();
        release();
    }

    /** Starts it as far as its imports; {@link #release} lets it go on. */
    synchronized void startSuspended() {
        stopping = false;
        failures = 0;
        suspended = true;
        launch();
    }

    /** Lets it do its work, now and each time it is started again. */
    synchronized void release() {
        suspended = false;
        startOrResume();
    }

    private void startOrResume() {
        try {
            OutputStream input = process.getOutputStream();
            input.write('\n');
            input.flush();
        } catch (IOException e) {
            // It has ended meanwhile, which is noticed elsewhere: the next one begins at once.
            StartupProgress.print(name, "ended before it began");
        }
    }

    /** Fails when it died again and again; to be called while waiting for it to be ready. */
    synchronized void requireNotCrashLooping() {
        if (failures >= CRASH_LOOP_FAILURES) {
            throw new StartupFailure(name + " ended " + failures + " times while it started" + logEnd());
        }
    }

    /** The end of its log, for a message. */
    String logEnd() {
        return ". Its log, " + log + ", ends with:\n" + Folders.tail(log, TAIL);
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** When the process that runs now, or ran last, was started. */
    synchronized Instant startedAt() {
        return started;
    }

    synchronized Optional<ProcessHandle> handle() {
        return Optional.ofNullable(process).filter(Process::isAlive).map(Process::toHandle);
    }

    /** Kills it with everything it started, as a crash would; it is started again. */
    void kill() {
        handle().ifPresent(root -> tree(root).forEach(ProcessHandle::destroyForcibly));
    }

    /** Ends it, its children too: by a signal first, killed after a while. It is not started again. */
    synchronized void stop() {
        stopping = true;
        handle().ifPresent(SupervisedProcess::end);
        Folders.delete(pidFile);
    }

    private synchronized void launch() {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Files.createDirectories(pidFile.getParent());
            process = builder.start();
            started = Instant.now();
            Files.writeString(pidFile, process.pid() + " " + startOf(process.toHandle()));
            if (!suspended) {
                startOrResume();
            }
            // Later output goes to the same file, after what the first one said.
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            Process watched = process;
            CompletableFuture<Void> unused = watched.onExit().thenRun(() -> ended(watched));
        } catch (IOException e) {
            throw new StartupFailure(name + " could not be started: " + e.getMessage(), e);
        }
    }

    private synchronized void ended(Process dead) {
        if (stopping || dead != process) {
            return;
        }
        failures = Duration.between(started, Instant.now()).compareTo(STABLE_AFTER) > 0 ? 1 : failures + 1;
        Duration pause = pause(failures);
        StartupProgress.print(
                name,
                "ended with status " + dead.exitValue() + "; starting it again in " + pause.toMillis()
                        + " ms, its log is " + log);
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::relaunch);
    }

    private synchronized void relaunch() {
        if (!stopping && !process.isAlive()) {
            launch();
        }
    }

    /** Doubles from failure to failure; random by a half, so that several do not fall into step. */
    static Duration pause(int failures) {
        long doubled = INITIAL_PAUSE.toMillis() << Math.min(failures - 1, 10);
        long most = Math.min(doubled, MAX_PAUSE.toMillis());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }

    /** Ends the process of an earlier run, if it is really that one and not another with its number. */
    void killOrphan() {
        try {
            if (!Files.exists(pidFile)) {
                return;
            }
            String[] noted = Files.readString(pidFile).strip().split(" ", 2);
            ProcessHandle.of(Long.parseLong(noted[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(left -> startOf(left).equals(noted[1]))
                    .ifPresent(left -> {
                        StartupProgress.print(name, "ending the one that an earlier run left behind");
                        end(left);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            Folders.delete(pidFile);
        }
    }

    private static String startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    private static Stream<ProcessHandle> tree(ProcessHandle root) {
        return Stream.concat(root.descendants(), Stream.of(root));
    }

    private static void end(ProcessHandle root) {
        List<ProcessHandle> all = tree(root).toList();
        root.destroy();
        try {
            root.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            root.destroyForcibly();
        }
        all.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }
}
