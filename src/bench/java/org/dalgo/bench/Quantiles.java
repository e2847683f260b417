package org.dalgo.bench;

import java.util.Arrays;

/** Quantiles of measured times. */
final class Quantiles {

    private Quantiles() {}

    /** {@code p50 … p95 … p99 … max …}, in milliseconds. */
    static String millis(long[] nanos) {
        if (nanos.length == 0) {
            return "nothing measured";
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return String.format(
                "p50 %.1f  p95 %.1f  p99 %.1f  max %.1f ms (%d values)",
                at(sorted, 0.50), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1), sorted.length);
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))] / 1e6;
    }
}
