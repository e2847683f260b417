package org.dalgo.upstream.airbyte.workspace;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.upstream.airbyte.http.AirbyteCall;
import org.dalgo.upstream.airbyte.http.AirbyteHttpClient;

/** Who the server is. */
public final class InstanceClient {

    private final AirbyteHttpClient http;
    private final long cacheNanos;
    private volatile AirbyteInstance cached;
    private volatile long cachedAt;

    public InstanceClient(AirbyteHttpClient http, Duration believed) {
        this.http = http;
        this.cacheNanos = believed.toNanos();
    }

    public Uni<Boolean> health() {
        return http.send(AirbyteCall.get("health", "report its health"))
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
        return http.send(AirbyteCall.get("instance_configuration", "report its version"))
                .map(AirbyteInstance::from)
                .onFailure(InstanceClient::isNotFound)
                // Before 0.50.34 the call does not exist.
                .recoverWithItem(new AirbyteInstance("0.50.0", "", "", AirbyteInstance.DEFAULT_ORGANIZATION))
                .invoke(this::cache);
    }

    private void cache(AirbyteInstance airbyteInstance) {
        cachedAt = System.nanoTime();
        cached = airbyteInstance;
    }

    public static boolean isNotFound(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.kind() == Kind.NOT_FOUND;
    }
}
