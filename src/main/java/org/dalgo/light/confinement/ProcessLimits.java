package org.dalgo.light.confinement;

/**
 * Bounds of the processes of one attempt, all of them together where nothing else is said.
 *
 * @param memory in bytes
 * @param fileSize of each file, in bytes
 * @param disk in bytes
 * @param processes number of them
 */
public record ProcessLimits(long memory, long fileSize, long disk, int processes) {

    private static final long GIB = 1L << 30;

    /** What real connectors keep: a file of some hundred megabytes is read as a whole. */
    public static ProcessLimits usual() {
        return new ProcessLimits(2 * GIB, 2 * GIB, 4 * GIB, 256);
    }
}
