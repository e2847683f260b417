package org.dalgo.platform.meter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Meters that a query has to fill. */
@ConfigMapping(prefix = "dalgo.meter")
public interface MeterConfig {

    /** Interval at which each replica reads queues, locks, workers and the reachability of other systems for its meters. */
    @WithDefault("15s")
    Duration sampleEvery();

    /** Longest time for one such reading. */
    @WithDefault("10s")
    Duration timeout();
}
