package org.dalgo.upstream.airbyte.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.upstream.airbyte.http.AirbyteCall;
import org.dalgo.upstream.airbyte.http.AirbyteHttpClient;
import org.dalgo.upstream.airbyte.http.CallClass;
import org.dalgo.upstream.airbyte.workspace.InstanceClient;

/** What sources contain. */
public final class SchemaClient {

    private final AirbyteHttpClient http;

    public SchemaClient(AirbyteHttpClient http) {
        this.http = http;
    }

    /** Reads the source's schema anew. Takes minutes for wide sources; for background work. */
    public Uni<DiscoveryResult> discover(UUID sourceId) {
        return send(body(sourceId).put("disable_cache", true));
    }

    /** The same, unless neither the source's configuration nor its connector changed since the last time. */
    public Uni<DiscoveryResult> discoverCached(UUID sourceId) {
        return send(body(sourceId).put("disable_cache", false));
    }

    /** Reads the schema anew and compares it with a connection, which Airbyte <em>switches off</em> on a breaking change. */
    public Uni<DiscoveryResult> compare(UUID sourceId, UUID connectionId) {
        return send(body(sourceId).put("disable_cache", true).put("connectionId", connectionId.toString()));
    }

    /** The newest stored catalog, without any work; empty when the source was never read. */
    public Uni<Optional<Catalog>> latest(UUID sourceId) {
        return http.send(AirbyteCall.config(
                        CallClass.READ,
                        "sources/most_recent_source_actor_catalog",
                        body(sourceId),
                        "read the stored schema"))
                .map(json -> json.path("catalog").isObject()
                        ? Optional.of(Catalog.from(json.get("catalog"), Optional.empty()))
                        : Optional.<Catalog>empty())
                .onFailure(InstanceClient::isNotFound)
                .recoverWithItem(Optional.empty());
    }

    private Uni<DiscoveryResult> send(ObjectNode body) {
        return http.send(AirbyteCall.config(
                        CallClass.DISCOVER, "sources/discover_schema", body, "read the source's schema"))
                .map(DiscoveryResult::from);
    }

    private static ObjectNode body(UUID sourceId) {
        return AirbyteCall.fields().put("sourceId", sourceId.toString());
    }
}
