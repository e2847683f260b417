package org.dalgo.platform.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An outside program that is expected to end by itself, soon. Blocks the caller: for start-up and tests only. */
public final class ExternalProcess {

    private static final int NOT_STARTED = 127;
    private static final int NOT_ENDED = 124;

    /**
     * How it ended.
     *
     * @param exit its exit status; 127 when it could not be started, 124 when it was killed for taking too long
     * @param output standard output and error, together
     */
    public record Outcome(int exit, String output) {
        public boolean succeeded() {
            return exit == 0;
        }
    }

    private ExternalProcess() {}

    /** Runs {@code line} in the root folder and waits at most {@code limit}. Never throws for what the program does. */
    public static Outcome run(Duration limit, List<String> line) {
        Path output = null;
        try {
            // A file instead of a pipe: a daemon that inherits a pipe would keep us reading for ever.
            output = Files.createTempFile("dalgo-command", ".log");
            return run(limit, line, output);
        } catch (IOException e) {
            return new Outcome(NOT_STARTED, e.getMessage());
        } finally {
            delete(output);
        }
    }

    /** The same, with its output kept in the file {@code output}, which can be followed meanwhile. */
    public static Outcome run(Duration limit, List<String> line, Path output) {
        try {
            Process process = new ProcessBuilder(line)
                    .directory(Path.of("/").toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String text = Files.readString(output).strip();
            return ended
                    ? new Outcome(process.exitValue(), text)
                    : new Outcome(NOT_ENDED, (text + "\n(gave up after " + limit.toSeconds() + " s)").strip());
        } catch (IOException e) {
            return new Outcome(NOT_STARTED, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupFailure("interrupted while waiting for " + line.get(0), e);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
