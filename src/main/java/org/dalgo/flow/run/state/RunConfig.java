package org.dalgo.flow.run.state;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How runs are started, watched and repaired. */
@ConfigMapping(prefix = "dalgo.run")
public interface RunConfig {

    /** Whether this replica watches Prefect's events and reconciles. Off where Prefect is not part of the scene. */
    @WithDefault("true")
    boolean watch();

    /** How often our rows are compared with Prefect, whether or not events arrived. */
    @WithDefault("10s")
    Duration reconcileEvery();

    /** When a start that was written down but not confirmed is taken up by whoever sees it first. */
    @WithDefault("12s")
    Duration dispatchGrace();

    /** How long a start without an answer is looked for in Prefect before it counts as never having reached it. */
    @WithDefault("20s")
    Duration doubtfulGrace();

    /** After which time in the queue a run without a worker says so. */
    @WithDefault("15s")
    Duration unservedAfter();

    /** How long a run that a person follows as work waits for a worker before it is called off, and says so. */
    @WithDefault("10m")
    Duration patience();

    /** After which time a cancelled run that never started is buried: its process was stopped before it could say so. */
    @WithDefault("30s")
    Duration buryAfter();

    /** Silence after which a running run counts as dead: its worker was killed. */
    @WithDefault("16s")
    Duration deadAfter();

    /**
     * Key that Prefect sends in {@code X-Notification-Key} to {@code /webhooks/v1/notification/}. Unset: that address does
     * not exist, and nothing is missing, because states arrive through Prefect's event socket.
     */
    Optional<String> webhookKey();
}
