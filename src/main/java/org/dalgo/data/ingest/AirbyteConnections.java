package org.dalgo.data.ingest;

import java.util.UUID;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/** Connections as Airbyte sees them. */
@ApplicationScoped
class AirbyteConnections {

    private final AirbyteAdapter airbyte;

    @Inject
    AirbyteConnections(AirbyteAdapter airbyte) {
        this.airbyte = airbyte;
    }

    /**
     * Makes a connection and answers its id. Airbyte never starts it by itself: schedules are ours. Changes of the
     * source's schema wait for a person.
     *
     * @param catalog the discovered catalog with the wanted streams selected
     */
    Uni<UUID> create(ConnectionDraft draft, UUID destination, ObjectNode catalog) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("name", draft.name().strip())
                .put("sourceId", draft.source().toString())
                .put("destinationId", destination.toString())
                .put("status", "active")
                .put("prefix", "")
                .put("scheduleType", "manual")
                .put("nonBreakingChangesPreference", "ignore");
        if (draft.discovery().catalogId() != null) {
            body.put("sourceCatalogId", draft.discovery().catalogId().toString());
        }
        boolean ownSchema = draft.schema() != null && !draft.schema().isBlank();
        body.put("namespaceDefinition", ownSchema ? "customformat" : "destination")
                .put("namespaceFormat", ownSchema ? draft.schema().strip() : "${SOURCE_NAMESPACE}")
                .set("syncCatalog", catalog);
        return airbyte.createConnection(body);
    }

    /** Deletes the connection; gone already is done. */
    Uni<Void> delete(UUID id) {
        return airbyte.deleteConnection(id);
    }
}
