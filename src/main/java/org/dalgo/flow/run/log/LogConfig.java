package org.dalgo.flow.run.log;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** How logs of runs are read from Prefect and kept for viewers. */
@ConfigMapping(prefix = "dalgo.log")
public interface LogConfig {

    /** Whether this replica reads logs from Prefect. All replicas serve what is archived. */
    @WithDefault("true")
    boolean read();

    /** Interval of the search for runs without a reader; new runs are also announced by notification. */
    @WithDefault("1S")
    Duration scan();

    /** Runs that one replica reads at a time. */
    @WithDefault("200")
    int readers();

    /** Life of a reader's lease on a run. */
    @WithDefault("15S")
    Duration lease();

    /** Interval at which a reader renews its lease. */
    @WithDefault("5S")
    Duration renew();

    /** Shortest pause between two reads of one run, whatever triggers them. */
    @WithDefault("0.2S")
    Duration minPause();

    /** Delay of a second read after a hint, because a hint may arrive before its lines can be read. */
    @WithDefault("0.3S")
    Duration hintRereadDelay();

    /** Pause between reads of a running run while hints come. */
    @WithDefault("3S")
    Duration pauseWithHints();

    /** The same while Prefect's log socket is down. */
    @WithDefault("1S")
    Duration pauseWithoutHints();

    /** Pause between reads of a run that waits for a worker or a person. */
    @WithDefault("10S")
    Duration pauseWaiting();

    /** Longest pause between attempts while Prefect cannot be read. */
    @WithDefault("10S")
    Duration maxBackoff();

    /** Window before the newest line that is read again, because several processes write into one log. */
    @WithDefault("10S")
    Duration overlap();

    /** Time without a line after which the log of an ended run is complete. */
    @WithDefault("3.5S")
    Duration completeAfter();

    /** Times after completion at which a log is read again for late lines. */
    @WithDefault("15S,60S")
    List<Duration> lateReads();

    /** Shortest pause between two searches for subflows of a run. */
    @WithDefault("2S")
    Duration subflows();

    /** How long the lines of an ended run are kept. */
    @WithDefault("180d")
    Duration kept();

    /** How long a run's lines stay in memory after its last viewer has left. */
    @WithDefault("30S")
    Duration feedIdleTimeout();
}
