package org.dalgo.upstream.airbyte;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.http.UpstreamFailure.Kind;

/** Who the server is. */
final class InstanceCalls {

    private final AirbyteHttp http;
    private final long believedNanos;
    private volatile Instance known;
    private volatile long knownSince;

    InstanceCalls(AirbyteHttp http, Duration believed) {
        this.http = http;
        this.believedNanos = believed.toNanos();
    }

    Uni<Boolean> health() {
        return http.send(Call.get("health", "tell its health"))
                .map(json -> json.path("available").asBoolean(false));
    }

    Uni<Instance> get() {
        return Uni.createFrom().deferred(() -> {
            Instance current = known;
            return current != null && System.nanoTime() - knownSince < believedNanos
                    ? Uni.createFrom().item(current)
                    : ask();
        });
    }

    private Uni<Instance> ask() {
        return http.send(Call.get("instance_configuration", "tell its version"))
                .map(Instance::from)
                .onFailure(InstanceCalls::isNotFound)
                // Before 0.50.34 the call does not exist.
                .recoverWithItem(new Instance("0.50.0", "", "", Instance.DEFAULT_ORGANIZATION))
                .invoke(this::remember);
    }

    private void remember(Instance instance) {
        knownSince = System.nanoTime();
        known = instance;
    }

    static boolean isNotFound(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.kind() == Kind.NOT_FOUND;
    }
}
