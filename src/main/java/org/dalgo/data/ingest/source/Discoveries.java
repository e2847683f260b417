package org.dalgo.data.ingest.source;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.job.SameContext;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.Catalog;
import org.dalgo.upstream.airbyte.Discovery;

/**
 * Reads what sources hold. Each reading starts a container and takes up to minutes, so whoever asks while one is under way
 * on this replica gets its result; nothing is kept beyond its end.
 */
@ApplicationScoped
class Discoveries {

    private final AirbyteAdapter airbyte;
    private final Map<UUID, Uni<Catalog>> underWay = new ConcurrentHashMap<>();

    @Inject
    Discoveries(AirbyteAdapter airbyte) {
        this.airbyte = airbyte;
    }

    /** What the source holds now; fails with BAD_REQUEST in the connector's words when it cannot be read. */
    Uni<Catalog> now(UUID source) {
        // The answer comes where the first of those who wait asked.
        return Uni.createFrom()
                .deferred(() -> underWay.computeIfAbsent(source, this::start).emitOn(SameContext.executor()));
    }

    /** What the source held when it was last read, if nothing about it has changed; else as {@link #now}. */
    Uni<Catalog> recent(UUID source) {
        return airbyte.schemas().discoverOrRecall(source).map(Discoveries::found);
    }

    private Uni<Catalog> start(UUID source) {
        return airbyte.schemas()
                .discover(source)
                .map(Discoveries::found)
                .onTermination()
                .invoke(() -> underWay.remove(source))
                .memoize()
                .indefinitely();
    }

    private static Catalog found(Discovery discovery) {
        return discovery
                .catalog()
                .orElseThrow(() -> Failure.badRequest("Airbyte could not find out what this source holds: "
                        + discovery.message().orElse("its connector could not try")));
    }
}
