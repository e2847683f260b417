package org.dalgo.data.ingest.source;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.job.context.CallerContextExecutor;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.dalgo.upstream.airbyte.catalog.DiscoveryResult;

/**
 * Discovers the schemas of sources. Each discovery starts a container and takes up to minutes, so concurrent requests
 * on one replica share one discovery. No result is cached after it.
 */
@ApplicationScoped
class SchemaDiscoveryService {

    private final AirbyteAdapter airbyte;
    private final Map<UUID, Uni<Catalog>> inFlight = new ConcurrentHashMap<>();

    @Inject
    SchemaDiscoveryService(AirbyteAdapter airbyte) {
        this.airbyte = airbyte;
    }

    /** What the source holds now; fails with BAD_REQUEST in the connector's words when it cannot be read. */
    Uni<Catalog> discover(UUID source) {
        // The result arrives on the context of the first caller.
        return Uni.createFrom()
                .deferred(() -> inFlight.computeIfAbsent(source, this::start).emitOn(CallerContextExecutor.current()));
    }

    /** What the source held when it was last read, if nothing about it has changed; else as {@link #discover}. */
    Uni<Catalog> discoverCached(UUID source) {
        return airbyte.schemas().discoverCached(source).map(SchemaDiscoveryService::requireCatalog);
    }

    private Uni<Catalog> start(UUID source) {
        return airbyte.schemas()
                .discover(source)
                .map(SchemaDiscoveryService::requireCatalog)
                .onTermination()
                .invoke(() -> inFlight.remove(source))
                .memoize()
                .indefinitely();
    }

    private static Catalog requireCatalog(DiscoveryResult discoveryResult) {
        return discoveryResult
                .catalog()
                .orElseThrow(() -> Failure.badRequest("Airbyte could not find out what this source holds: "
                        + discoveryResult.message().orElse("its connector could not try")));
    }
}
