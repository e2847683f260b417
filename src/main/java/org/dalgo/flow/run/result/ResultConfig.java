package org.dalgo.flow.run.result;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long results are kept. */
@ConfigMapping(prefix = "dalgo.result")
interface ResultConfig {

    /** How long the results of dbt's nodes are kept; what failed in a run is kept with the run. */
    @WithDefault("180d")
    Duration kept();
}
