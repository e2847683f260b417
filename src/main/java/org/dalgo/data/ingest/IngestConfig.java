package org.dalgo.data.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Settings of workers and new workspaces. */
@ConfigMapping(prefix = "dalgo.ingest")
public interface IngestConfig {

    /**
     * Root address of Airbyte as workers reach it, without {@code /api}. Unset: the one that this process uses. Set it
     * where workers run in another network.
     */
    Optional<URI> workerAirbyteUrl();

    /**
     * Source connectors that each new workspace in Airbyte gets beside Airbyte's own, separated by commas, each as
     * {@code KoboToolbox=example/source-kobotoolbox:0.3.0}.
     */
    Optional<List<CustomConnector>> customConnectors();

    /**
     * Kinds of source that are not offered, by their image without its version, separated by commas:
     * {@code airbyte/source-faker}.
     */
    Optional<Set<String>> sourceBlacklist();

    /**
     * File with the JSON key of a Google service account. Google sheets that are shared with it need no sign-in of their
     * own. Unset: every source needs credentials of its own.
     */
    Optional<Path> googleServiceAccount();

    /**
     * Key that Airbyte's webhook sends with an ended job. Unset: the address does not exist.
     */
    Optional<String> webhookKey();

    /** Interval at which ended jobs are copied from Airbyte, whether or not a webhook arrived. */
    @WithDefault("6H")
    Duration jobsEvery();

    /** How long ended jobs of Airbyte are kept in the history of a connection. */
    @WithDefault("730d")
    Duration jobsKept();

    /** Interval at which sources are searched for schema changes. */
    @WithDefault("24H")
    Duration schemasEvery();
}
