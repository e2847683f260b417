package org.dalgo.light.protocol;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dalgo.light.confinement.Confinement;
import org.dalgo.light.confinement.ConfinementFailure;
import org.dalgo.light.confinement.ExitStatus;
import org.dalgo.light.confinement.ProcessLimits;

/**
 * A running connector. Its messages are pulled one by one; without a pull it waits. Methods block, for worker threads
 * only; {@link #kill} may be called from any thread and does not.
 *
 * <p>It is ended with everything it started when it is closed, when a limit is reached, and when this process dies.
 */
public final class ConnectorProcess implements AutoCloseable {

    private static final int KILLED = 137;
    private static final int SOURCES = 2;
    private static final int UNTAKEN = 2;
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final long STEP_MILLIS = 500;
    private static final int LAST_LINES = 5;
    private static final String CONNECT = Confinement.resource("/light/connect.py");
    /** Python's own, and those of libraries that are named after it. */
    private static final String OUT_OF_MEMORY = "MemoryError";

    private final ConnectorCommand command;
    private final AttemptFolder folder;
    private final Process process;
    private final Instant deadline;
    private final BlockingQueue<ConnectorOutput.Portion> portions = new ArrayBlockingQueue<>(UNTAKEN);
    private final List<Thread> readers = new ArrayList<>();
    private final Deque<Message> taken = new ArrayDeque<>();
    /** The end of its log, for the case that it says nothing better. */
    private final Deque<String> lastLines = new ArrayDeque<>();

    private ConnectorError error;
    private boolean inputsForgotten;
    private boolean cutOff;
    private int ended;
    private volatile boolean killed;

    private ConnectorProcess(ConnectorCommand command, AttemptFolder folder, Process process) {
        this.command = command;
        this.folder = folder;
        this.process = process;
        this.deadline = Instant.now().plus(command.limit());
        MessageParser parser = new MessageParser(command.mask());
        read(
                "messages",
                ConnectorOutput.messages(
                        process.getInputStream(), parser, command.limits().line(), portions));
        read("log", ConnectorOutput.lines(process.getErrorStream(), parser, portions));
    }

    /**
     * Starts it, confined.
     *
     * @throws ConnectorError when there is no process to be had
     */
    public static ConnectorProcess start(Confinement confinement, ConnectorCommand command) {
        AttemptFolder folder = null;
        try {
            folder = AttemptFolder.make(
                    command.inputs(), confinement.isolation(command.python()).privateMemory());
            return new ConnectorProcess(command, folder, launch(confinement, command, folder));
        } catch (IOException | ConfinementFailure e) {
            if (folder != null) {
                folder.delete();
            }
            throw ConnectorError.system(command + " could not be started: " + e.getMessage());
        }
    }

    private static Process launch(Confinement confinement, ConnectorCommand command, AttemptFolder folder)
            throws IOException {
        List<String> line = new ArrayList<>(confinement.commandLine(
                command.python(),
                folder.work(),
                folder.inputs(),
                command.limit(),
                command.limits().processes()));
        line.addAll(List.of(command.python().toString(), "-I", "-c", CONNECT, command.distribution(), command.verb()));
        line.addAll(folder.options());
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(folder.work().toFile());
        // Ours has passwords in it.
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().put("HOME", folder.work().toString());
        builder.environment().put("TMPDIR", folder.work().toString());
        return builder.start();
    }

    private void read(String what, ConnectorOutput output) {
        Thread thread = new Thread(output, command + " " + what);
        thread.setDaemon(true);
        thread.start();
        readers.add(thread);
    }

    /**
     * The next message; empty at the end, when it did its work.
     *
     * @throws ConnectorError when it failed, broke a limit or was killed; everything it said was handed over before
     */
    public Optional<Message> next() {
        while (true) {
            Message message = taken.poll();
            if (message != null) {
                note(message);
                return Optional.of(message);
            }
            if (ended == SOURCES) {
                finish();
                return Optional.empty();
            }
            ConnectorOutput.Portion portion = take();
            taken.addAll(portion.messages());
            ended += portion.end() ? 1 : 0;
            if (portion.failure().isPresent()) {
                if (portion.failure().get().equals(ConnectorOutput.CUT_OFF)) {
                    cutOff = true;
                } else {
                    kill();
                    throw ConnectorError.system(
                            "The connector " + portion.failure().get() + "; the attempt was ended");
                }
            }
        }
    }

    private ConnectorOutput.Portion take() {
        Instant silentSince = Instant.now();
        try {
            while (true) {
                ConnectorOutput.Portion portion = portions.poll(STEP_MILLIS, TimeUnit.MILLISECONDS);
                if (portion != null) {
                    return portion;
                }
                Instant now = Instant.now();
                if (now.isAfter(deadline)) {
                    throw overdue("did not end within " + words(command.limit()));
                }
                Duration silent = Duration.between(silentSince, now);
                if (silent.compareTo(command.silence()) > 0) {
                    throw overdue("said nothing for " + words(command.silence()));
                }
                if (!process.isAlive() && silent.compareTo(GRACE) > 0) {
                    // Something that escaped its supervisor holds the pipe open.
                    ended = SOURCES - 1;
                    return new ConnectorOutput.Portion(List.of(), true, Optional.empty());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
            throw ConnectorError.system(command + " was interrupted");
        }
    }

    private ConnectorError overdue(String what) {
        kill();
        return new ConnectorError(
                ConnectorError.Kind.TRANSIENT, "The connector " + what + " and was ended", lastWords());
    }

    private static String words(Duration duration) {
        return duration.toMinutes() > 0 ? duration.toMinutes() + " minutes" : duration.toMillis() / 1000.0 + " seconds";
    }

    private void note(Message message) {
        if (message instanceof Message.Log log) {
            lastLines.add(log.text());
            if (lastLines.size() > LAST_LINES) {
                lastLines.remove();
            }
            return;
        }
        if (!inputsForgotten && isWork(message)) {
            // It has read them.
            inputsForgotten = true;
            folder.forgetInputs();
        }
        if (message instanceof Message.Failure failure && error == null) {
            error = failure.error();
        }
    }

    /** Not what connectors say while they still read and rewrite their configuration. */
    private static boolean isWork(Message message) {
        return message instanceof Message.Row
                || message instanceof Message.State
                || message instanceof Message.Catalog
                || message instanceof Message.Specification
                || message instanceof Message.CheckOutcome;
    }

    private void finish() {
        boolean wanted = killed;
        int status = status();
        if (wanted) {
            throw new ConnectorError(ConnectorError.Kind.TRANSIENT, "The attempt was ended", lastWords());
        }
        exceeded(status).ifPresent(limit -> {
            throw new ConnectorError(
                    ConnectorError.Kind.SYSTEM,
                    "The connector " + limit + " and was ended",
                    error == null ? lastWords() : error.internal());
        });
        if (error != null) {
            throw error;
        }
        if (status == ExitStatus.NOT_CONFINED) {
            throw new ConnectorError(
                    ConnectorError.Kind.SYSTEM, "The connector could not be confined, so it was not run", lastWords());
        }
        if (status == KILLED) {
            throw new ConnectorError(
                    ConnectorError.Kind.TRANSIENT,
                    "The connector was killed (status 137), most often because the machine has too little memory",
                    lastWords());
        }
        if (status != 0) {
            throw new ConnectorError(
                    ConnectorError.Kind.SYSTEM, "The connector ended with status " + status, lastWords());
        }
        if (cutOff) {
            throw new ConnectorError(
                    ConnectorError.Kind.SYSTEM, "The connector " + ConnectorOutput.CUT_OFF, lastWords());
        }
    }

    private Optional<String> exceeded(int status) {
        ProcessLimits limits = command.limits().processes();
        Optional<String> limit = ExitStatus.exceeded(status, limits);
        boolean refused = error == null
                ? lastWords().contains(OUT_OF_MEMORY)
                : error.internal().contains(OUT_OF_MEMORY);
        return limit.isEmpty() && status != 0 && refused ? Optional.of(ExitStatus.outOfMemory(limits)) : limit;
    }

    private int status() {
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
                return KILLED;
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConnectorError.system(command + " was interrupted");
        }
    }

    private String lastWords() {
        return String.join("\n", lastLines);
    }

    /** Ends it with everything it started. A pending {@link #next} gets the failure. */
    public void kill() {
        killed = true;
        try {
            // Its supervisor then kills all of it.
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        kill();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                        .toList()
                        .forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        readers.forEach(Thread::interrupt);
        folder.delete();
    }
}
