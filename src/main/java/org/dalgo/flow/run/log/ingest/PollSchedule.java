package org.dalgo.flow.run.log.ingest;

import java.time.Duration;
import java.time.Instant;
import org.dalgo.flow.run.log.LogConfig;

/**
 * When a run's log is read next, and when it is complete. Knows no clock of its own. Not safe for several threads.
 */
class PollSchedule {

    /** What the state of a run means for its log. */
    enum Phase {
        /** It waits for its time, a worker or a person; a line is the exception. */
        WAITING,
        /** It works. */
        WORKING,
        /** It has ended; its last lines may still be on their way. */
        ENDED;

        static Phase of(String stateType) {
            return switch (stateType) {
                case "SCHEDULED", "PAUSED" -> WAITING;
                case "COMPLETED", "FAILED", "CRASHED", "CANCELLED" -> ENDED;
                default -> WORKING;
            };
        }
    }

    private static final Duration DRAIN_PAUSE = Duration.ofSeconds(1);

    private final LogConfig config;

    private Phase phase = Phase.WAITING;
    private Instant endedAt;
    private Instant startedAt;
    private Instant hint;
    private Instant rereadAt;
    private Instant lastLine = Instant.MIN;
    private Instant lastThorough;
    private int failures;
    private boolean drained;
    private Instant completedAt;
    private int lateReads;

    /**
     * @param completedAt when the log was found complete, if it was already
     */
    PollSchedule(LogConfig config, Instant completedAt) {
        this.config = config;
        this.completedAt = completedAt;
    }

    /** The run's state was seen. */
    void onState(String stateType, Instant now) {
        Phase seen = Phase.of(stateType);
        if (seen != phase) {
            phase = seen;
            endedAt = seen == Phase.ENDED ? now : null;
            drained = false;
            hint = now;
        }
    }

    /** New lines, or a change that may bring some, were announced. */
    void onHint(Instant now) {
        if (hint == null) {
            hint = now;
        }
    }

    /** A read begins. Answers whether it has to look back by the whole overlap, or may be quick. */
    boolean onPollStarted(Instant now) {
        if (hint != null) {
            // A hint may precede its lines.
            rereadAt = now.plus(config.hintRereadDelay());
            hint = null;
        } else if (rereadAt != null && !rereadAt.isAfter(now)) {
            rereadAt = null;
        }
        startedAt = now;
        boolean thorough = lastThorough == null
                || phase != Phase.WORKING
                || !now.isBefore(lastThorough.plus(config.pauseWithHints()));
        lastThorough = thorough ? now : lastThorough;
        return thorough;
    }

    /** The read that began last has succeeded. */
    void onPollSucceeded(int newLines, Instant now) {
        failures = 0;
        if (newLines > 0) {
            lastLine = now;
        }
        if (completedAt != null) {
            lateReads++;
        } else {
            drained = phase == Phase.ENDED && newLines == 0 && !startedAt.isBefore(completeFrom());
        }
    }

    /** The read that began last has failed. */
    void onPollFailed() {
        failures++;
    }

    Phase phase() {
        return phase;
    }

    /** Whether the log can be declared complete. */
    boolean isDrained() {
        return drained;
    }

    /** It was. */
    void onCompleted(Instant now) {
        completedAt = now;
        hint = null;
        rereadAt = null;
    }

    /** Whether nothing is left to do. */
    boolean isFinished() {
        return completedAt != null && lateReads >= config.lateReads().size();
    }

    /** When the next read is due. */
    Instant nextPollAt(boolean hinting) {
        if (failures > 0) {
            long factor = 1L << Math.min(failures - 1, 10);
            Duration pause = config.minPause().multipliedBy(factor);
            return startedAt.plus(pause.compareTo(config.maxBackoff()) > 0 ? config.maxBackoff() : pause);
        }
        if (completedAt != null) {
            return completedAt.plus(config.lateReads()
                    .get(Math.min(lateReads, config.lateReads().size() - 1)));
        }
        if (startedAt == null) {
            return Instant.EPOCH;
        }
        Instant routine = startedAt.plus(pause(hinting));
        if (phase == Phase.ENDED
                && completeFrom().isAfter(startedAt)
                && completeFrom().isBefore(routine)) {
            routine = completeFrom();
        }
        Instant next = earlier(earlier(routine, hint), rereadAt);
        Instant earliest = startedAt.plus(config.minPause());
        return next.isBefore(earliest) ? earliest : next;
    }

    private static Instant earlier(Instant one, Instant other) {
        return other != null && other.isBefore(one) ? other : one;
    }

    private Duration pause(boolean hinting) {
        return switch (phase) {
            case WAITING -> config.pauseWaiting();
            case WORKING -> hinting ? config.pauseWithHints() : config.pauseWithoutHints();
            case ENDED -> DRAIN_PAUSE;
        };
    }

    private Instant completeFrom() {
        Instant last = lastLine.isAfter(endedAt) ? lastLine : endedAt;
        return last.plus(config.completeAfter());
    }
}
