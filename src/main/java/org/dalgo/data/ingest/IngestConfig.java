package org.dalgo.data.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What workers and new workspaces are told. */
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
     * Kinds of source that nobody is offered, by their image without its version, separated by commas:
     * {@code airbyte/source-faker}.
     */
    Optional<Set<String>> sourceBlacklist();

    /**
     * File with the JSON key of a Google service account. Google sheets that are shared with it need no sign-in of their
     * own. Unset: everybody brings their own credentials.
     */
    Optional<Path> googleServiceAccount();

    /**
     * Key that whoever tells us of an ended Airbyte job has to send. Unset: nobody can.
     */
    Optional<String> webhookKey();

    /** How often Airbyte is asked for jobs that ended without our knowing. */
    @WithDefault("6H")
    Duration jobsEvery();

    /** How often sources are read to see whether they have changed under their connections. */
    @WithDefault("24H")
    Duration schemasEvery();
}
