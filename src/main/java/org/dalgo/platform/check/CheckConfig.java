package org.dalgo.platform.check;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The command that checks settings and systems. */
@ConfigMapping(prefix = "dalgo.check")
public interface CheckConfig {

    /**
     * Whether this process only checks and then ends: the start refuses nothing that the table can show. The argument
     * `--check` sets it.
     */
    @WithDefault("false")
    boolean only();

    /** Longest time for the check of one system. */
    @WithDefault("10s")
    Duration timeout();

    /** Largest difference between the clock of this machine and that of another system. */
    @WithDefault("5s")
    Duration clockSkew();
}
