package org.dalgo.upstream.airbyte.workspace;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.upstream.airbyte.http.AirbyteCalls;
import org.dalgo.upstream.airbyte.http.CallClass;

/** Who the server is. */
public final class InstanceClient {

    private final AirbyteCalls calls;
    private final InstanceRestClient rest;
    private final long cacheNanos;
    private volatile AirbyteInstance cached;
    private volatile long cachedAt;

    public InstanceClient(AirbyteCalls calls, Duration believed) {
        this.calls = calls;
        this.rest = calls.client(InstanceRestClient.class);
        this.cacheNanos = believed.toNanos();
    }

    public Uni<Boolean> health() {
        return calls.send(CallClass.READ, "report its health", rest::health)
                .map(json -> json.path("available").asBoolean(false));
    }

    public Uni<AirbyteInstance> get() {
        return Uni.createFrom().deferred(() -> {
            AirbyteInstance current = cached;
            return current != null && System.nanoTime() - cachedAt < cacheNanos
                    ? Uni.createFrom().item(current)
                    : fetch();
        });
    }

    private Uni<AirbyteInstance> fetch() {
        return calls.send(CallClass.READ, "report its version", rest::configuration)
                .map(AirbyteInstance::from)
                .onFailure(UpstreamFailure::isNotFound)
                // Before 0.50.34 the call does not exist.
                .recoverWithItem(new AirbyteInstance("0.50.0", "", "", AirbyteInstance.DEFAULT_ORGANIZATION))
                .invoke(this::cache);
    }

    private void cache(AirbyteInstance airbyteInstance) {
        cachedAt = System.nanoTime();
        cached = airbyteInstance;
    }
}
