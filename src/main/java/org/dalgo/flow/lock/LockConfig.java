package org.dalgo.flow.lock;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a lock on a task lives without being renewed. */
@ConfigMapping(prefix = "dalgo.lock")
public interface LockConfig {

    /** Life of a lease. Several renewals fit into it, so that a short outage of Prefect or of ours loses no lock. */
    @WithDefault("3m")
    Duration lease();
}
