package org.dalgo.flow.deployment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How deployments are made in Prefect. */
@ConfigMapping(prefix = "dalgo.deployment")
public interface DeploymentConfig {

    /** Name of the one flow that all deployments run. */
    @WithDefault("dalgo-pipeline")
    String flow();

    /** Python path of the flow's function in the worker's own packages. */
    @WithDefault("dalgo_flows.pipeline.run")
    String entrypoint();

    /** Queues within the work pool. */
    Queues queues();

    /** Longest time a worker waits for one answer of Airbyte. */
    @WithDefault("15s")
    Duration airbyteTimeout();

    /** How long a worker collects log lines before it sends them. Prefect's default of 2 s delays live logs. */
    @WithDefault("250ms")
    Duration logInterval();

    /** Interval at which unfinished changes of deployments are repaired. */
    @WithDefault("30s")
    Duration repairEvery();

    /** Pause between attempts to make the work pool and its queues, until Prefect answers for the first time. */
    @WithDefault("15s")
    Duration setupEvery();

    /** Age at which an unfinished change counts as abandoned. Longer than any request to us or to Prefect takes. */
    @WithDefault("2m")
    Duration abandonedAfter();

    /** Queues within the work pool. */
    interface Queues {

        /** For pipelines. */
        @WithDefault("ddp")
        String pipeline();

        /** For a single sync or clear. */
        @WithDefault("ddp")
        String sync();

        /** For a single dbt task, so that it does not wait behind pipelines. */
        @WithDefault("manual-dbt")
        String transform();
    }
}
