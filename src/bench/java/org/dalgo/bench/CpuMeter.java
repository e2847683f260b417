package org.dalgo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * CPU time, from {@code /proc}: of the application, and of PostgreSQL without the connections that Prefect has to it.
 * The kernel counts in hundredths of a second, so measure over many requests.
 */
final class CpuMeter {

    private static final int MILLIS_PER_TICK = 10;
    private static final int UTIME = 11;

    private final long application;
    private final long postmaster;

    CpuMeter(long application, long postmaster) {
        this.application = application;
        this.postmaster = postmaster;
    }

    /** Milliseconds since their start. */
    record Reading(long application, long postgres) {

        Reading since(Reading before) {
            return new Reading(application - before.application, postgres - before.postgres);
        }
    }

    Reading read() {
        long postgres = millis(postmaster, true)
                + ProcessHandle.of(postmaster).stream()
                        .flatMap(ProcessHandle::children)
                        .filter(child -> !title(child.pid()).contains("prefect"))
                        .mapToLong(child -> millis(child.pid(), false))
                        .sum();
        return new Reading(millis(application, false), postgres);
    }

    /** CPU time of a process since its start. */
    static long millis(long pid) {
        return millis(pid, false);
    }

    /** Of one process, and of its children that have ended, if requested. */
    private static long millis(long pid, boolean children) {
        return read(pid, "stat")
                .map(stat -> {
                    // The name of the program, in brackets, may have blanks.
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                    long ticks = 0;
                    for (int i = UTIME; i < UTIME + (children ? 4 : 2); i++) {
                        ticks += Long.parseLong(fields[i]);
                    }
                    return ticks * MILLIS_PER_TICK;
                })
                .orElse(0L);
    }

    private static String title(long pid) {
        return read(pid, "cmdline").orElse("");
    }

    private static Optional<String> read(long pid, String file) {
        try {
            return Optional.of(Files.readString(Path.of("/proc/" + pid + "/" + file)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
