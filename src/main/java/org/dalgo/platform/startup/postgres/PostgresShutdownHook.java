package org.dalgo.platform.startup.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Shutdown hook that stops PostgreSQL after everything that talks to it. Holds the folder's lock as long as the JVM
 * lives. Only the JDK is used in {@link #run}: in dev mode the class loader of this class may be closed by then.
 */
final class PostgresShutdownHook extends Thread {

    /** Shutdown hooks that must be through first: Quarkus' own in a runnable jar, in dev mode, and the sandbox's. */
    private static final List<String> EARLIER_HOOKS =
            List.of("Shutdown thread", "Quarkus Shutdown Thread", "Stop Prefect");

    private static final long HOOKS_BEGIN_MILLIS = 50;
    private static final long EARLIER_HOOKS_MILLIS = 30_000;
    private static final long STOP_SECONDS = 35;

    final FileChannel lock;
    private final ProcessBuilder stop;

    PostgresShutdownHook(List<String> command, FileChannel lock) {
        super("Stop PostgreSQL");
        this.lock = lock;
        this.stop = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    @Override
    @SuppressWarnings("CatchAndPrintStackTrace") // logging is gone by now
    public void run() {
        try {
            // All hooks are started at once: give the others the moment they need to be seen.
            Thread.sleep(HOOKS_BEGIN_MILLIS);
            for (Thread other : getAllStackTraces().keySet()) {
                if (EARLIER_HOOKS.contains(other.getName())) {
                    other.join(EARLIER_HOOKS_MILLIS);
                }
            }
            stop.start().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            e.printStackTrace();
        } catch (InterruptedException e) {
            currentThread().interrupt();
        }
    }
}
