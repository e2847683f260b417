package org.dalgo.data.warehouse;

import java.util.UUID;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import org.dalgo.platform.http.Failure;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/** Warehouses as Airbyte sees them. */
@ApplicationScoped
class Destinations {

    private final AirbyteAdapter airbyte;

    @Inject
    Destinations(AirbyteAdapter airbyte) {
        this.airbyte = airbyte;
    }

    /** Lets the connector try to write; fails with BAD_REQUEST and the connector's words when it cannot. */
    Uni<Void> check(UUID workspace, WarehouseDraft draft) {
        return airbyte.checkDestination(workspace, draft.definition(), draft.config())
                .invoke(check -> {
                    if (!check.ok()) {
                        throw Failure.badRequest("Airbyte cannot reach the warehouse: " + check.message());
                    }
                })
                .replaceWithVoid();
    }

    /** Registers the destination and answers its id. */
    Uni<UUID> create(UUID workspace, WarehouseDraft draft) {
        return airbyte.createDestination(
                workspace, draft.definition(), draft.type().wire() + "-warehouse", draft.config());
    }

    /** Deletes the destination; gone already is done. */
    Uni<Void> delete(UUID id) {
        return airbyte.deleteDestination(id);
    }
}
