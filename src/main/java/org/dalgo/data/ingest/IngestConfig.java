package org.dalgo.data.ingest;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.List;
import java.util.Optional;

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
}
