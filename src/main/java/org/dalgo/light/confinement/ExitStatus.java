package org.dalgo.light.confinement;

import java.util.Optional;

/** Exit statuses by which the sandbox tells that it ended a program, or could not begin one. */
public final class ExitStatus {

    /** The sandbox could not be set up. */
    public static final int NOT_CONFINED = 126;

    private static final int PROCESSOR_TIME = 152;
    private static final int FILE_SIZE = 153;
    private static final int TIME = 240;
    private static final int MEMORY = 241;
    private static final int PROCESSES = 242;
    private static final int DISK = 243;

    private ExitStatus() {}

    /** The limit that a program exceeded, in words that follow its name; empty when the status tells of none. */
    public static Optional<String> exceeded(int status, ProcessLimits limits) {
        return Optional.ofNullable(
                switch (status) {
                    case TIME, PROCESSOR_TIME -> "ran too long";
                    case MEMORY -> outOfMemory(limits);
                    case PROCESSES -> "started more than " + limits.processes() + " processes";
                    case DISK -> "wrote more than " + mebibytes(limits.disk());
                    case FILE_SIZE -> "wrote a file of more than " + mebibytes(limits.fileSize());
                    default -> null;
                });
    }

    /** The words for a program that was refused memory and ended for that. */
    public static String outOfMemory(ProcessLimits limits) {
        return "wanted more than " + mebibytes(limits.memory()) + " of memory";
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
