package org.dalgo.flow.run.state;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How runs are started, watched and repaired. */
@ConfigMapping(prefix = "dalgo.run")
public interface RunConfig {

    /** Whether this replica consumes Prefect's events and reconciles runs. */
    @WithDefault("true")
    boolean watch();

    /** Interval at which the reconciler compares our rows with Prefect. */
    @WithDefault("10s")
    Duration reconcileEvery();

    /** Age at which the reconciler takes over a stored start that Prefect has not confirmed. */
    @WithDefault("12s")
    Duration dispatchGrace();

    /** How long the reconciler searches Prefect for a start without an answer before the start counts as lost. */
    @WithDefault("20s")
    Duration unconfirmedGrace();

    /** Time in the queue after which a run reports that no worker polls its queue. */
    @WithDefault("15s")
    Duration queueWarningAfter();

    /** Time after a due time of its schedule at which a pipeline without a run counts as missed. */
    @WithDefault("30m")
    Duration missedAfter();

    /** How long a run of the canvas waits for a worker before it is cancelled. */
    @WithDefault("10m")
    Duration queueTimeout();

    /** Age at which a run in state CANCELLING that never started is set to CANCELLED. */
    @WithDefault("30s")
    Duration cancellingTimeout();

    /**
     * Time without a heartbeat, a log line or a change of a step after which a running run is marked crashed. Its flow
     * sends a heartbeat every 5 s.
     */
    @WithDefault("16s")
    Duration heartbeatTimeout();

    /** Time after which a run that a worker took and never began is marked crashed. Pulling an image may take minutes. */
    @WithDefault("10m")
    Duration pendingTimeout();

    /** Interval of the search for running runs without a heartbeat. */
    @WithDefault("3s")
    Duration staleEvery();

    /** Time in which a crashed run is compared with Prefect, which may receive the real end later. */
    @WithDefault("24h")
    Duration crashedReview();

    /** How long an ended run is kept, with its steps; at least as long as its lines. */
    @WithDefault("730d")
    Duration kept();

    /**
     * Key that Prefect sends in {@code X-Notification-Key} to {@code /webhooks/v1/notification/}. Unset: that address does
     * not exist, and states arrive through Prefect's event socket.
     */
    Optional<String> webhookKey();
}
