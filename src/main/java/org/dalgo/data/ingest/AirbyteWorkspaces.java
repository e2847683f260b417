package org.dalgo.data.ingest;

import java.util.UUID;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/** Workspaces in Airbyte, one for each organisation. */
@ApplicationScoped
class AirbyteWorkspaces {

    private final AirbyteAdapter airbyte;

    @Inject
    AirbyteWorkspaces(AirbyteAdapter airbyte) {
        this.airbyte = airbyte;
    }

    /** Creates a workspace and answers its id. Airbyte takes any name, taken or not. */
    Uni<UUID> create(String name) {
        return airbyte.createWorkspace(name);
    }

    /** Deletes a workspace with everything in it; gone already is done. */
    Uni<Void> delete(UUID id) {
        return airbyte.deleteWorkspace(id);
    }
}
