package org.dalgo.upstream.airbyte.catalog;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.upstream.airbyte.http.AirbyteCalls;
import org.dalgo.upstream.airbyte.http.CallClass;

/** What sources contain. */
public final class SchemaClient {

    private final AirbyteCalls calls;
    private final SchemaRestClient rest;

    public SchemaClient(AirbyteCalls calls) {
        this.calls = calls;
        this.rest = calls.client(SchemaRestClient.class);
    }

    /** Reads the source's schema anew. Takes minutes for wide sources; for background work. */
    public Uni<DiscoveryResult> discover(UUID sourceId) {
        return discover(new DiscoverRequest(sourceId, true, null));
    }

    /** The same, unless neither the source's configuration nor its connector changed since the last time. */
    public Uni<DiscoveryResult> discoverCached(UUID sourceId) {
        return discover(new DiscoverRequest(sourceId, false, null));
    }

    /** Reads the schema anew and compares it with a connection, which Airbyte <em>switches off</em> on a breaking change. */
    public Uni<DiscoveryResult> compare(UUID sourceId, UUID connectionId) {
        return discover(new DiscoverRequest(sourceId, true, connectionId));
    }

    /** The newest stored catalog, without any work; empty when the source was never read. */
    public Uni<Optional<Catalog>> latest(UUID sourceId) {
        return calls.send(CallClass.READ, "read the stored schema", () -> rest.latest(new SourceRequest(sourceId)))
                .map(json -> json.path("catalog").isObject()
                        ? Optional.of(Catalog.from(json.get("catalog"), Optional.empty()))
                        : Optional.<Catalog>empty())
                .onFailure(UpstreamFailure::isNotFound)
                .recoverWithItem(Optional.empty());
    }

    private Uni<DiscoveryResult> discover(DiscoverRequest request) {
        return calls.send(CallClass.DISCOVER, "read the source's schema", () -> rest.discover(request))
                .map(DiscoveryResult::from);
    }
}
