package org.dalgo.platform.check;

import java.time.Duration;
import java.time.Instant;

/**
 * One line of a check.
 *
 * @param state whether it holds
 * @param result what was found, in words and without any secret
 * @param remedy what the operator does about it; empty when it holds
 */
public record CheckResult(State state, String result, String remedy) {

    /** Whether what was checked holds. */
    public enum State {
        /** It holds. */
        OK,
        /** It works with less than it could. */
        WARNING,
        /** It does not work. */
        FAILED
    }

    public static CheckResult ok(String result) {
        return new CheckResult(State.OK, result, "");
    }

    public static CheckResult warning(String result, String remedy) {
        return new CheckResult(State.WARNING, result, remedy);
    }

    public static CheckResult failed(String result, String remedy) {
        return new CheckResult(State.FAILED, result, remedy);
    }

    /** Compares the clock of another system with the one of this machine. */
    public static CheckResult clock(Instant theirs, Instant ours, Duration limit) {
        Duration difference = Duration.between(ours, theirs);
        String words = "its clock differs by " + difference.abs().toSeconds() + " s";
        return difference.abs().compareTo(limit) <= 0
                ? ok(words)
                : failed(
                        words,
                        "synchronise the clocks of both machines (NTP): tokens, leases and schedules compare times");
    }
}
