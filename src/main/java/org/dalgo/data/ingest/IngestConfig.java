package org.dalgo.data.ingest;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** What workers are told of Airbyte. */
@ConfigMapping(prefix = "dalgo.ingest")
public interface IngestConfig {

    /**
     * Root address of Airbyte as workers reach it, without {@code /api}. Unset: the one that this process uses. Set it
     * where workers run in another network.
     */
    Optional<URI> workerAirbyteUrl();
}
