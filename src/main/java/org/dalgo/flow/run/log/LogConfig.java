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

    /** How often runs without a reader are looked for; a new run is also announced. */
    @WithDefault("1S")
    Duration scan();

    /** Runs that one replica reads at a time. */
    @WithDefault("200")
    int readers();

    /** How long a reader owns a run after its last sign of life. */
    @WithDefault("15S")
    Duration lease();

    /** How often it renews that. */
    @WithDefault("5S")
    Duration renew();

    /** Least time between two reads of one run, whatever asks for them. */
    @WithDefault("0.2S")
    Duration leastPause();

    /** A hint may come before its lines can be read, so there is one more read after this time. */
    @WithDefault("0.3S")
    Duration secondLook();

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
    Duration longestPause();

    /** Lines older than the newest by up to this much are looked for again: several processes write into one log. */
    @WithDefault("10S")
    Duration overlap();

    /** A log is complete when the run has ended and no line came for so long. */
    @WithDefault("3.5S")
    Duration quiet();

    /** When a complete log is looked at again for lines that came very late, counted from its completion. */
    @WithDefault("15S,60S")
    List<Duration> settle();

    /** Least time between two looks for subflows of a run. */
    @WithDefault("2S")
    Duration subflows();

    /** How long a run's lines stay in memory after its last viewer has left. */
    @WithDefault("30S")
    Duration linger();
}
