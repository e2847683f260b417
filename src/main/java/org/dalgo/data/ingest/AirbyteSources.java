package org.dalgo.data.ingest;

import java.util.UUID;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import org.dalgo.platform.http.Failure;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/** Sources as Airbyte sees them. */
@ApplicationScoped
class AirbyteSources {

    private final AirbyteAdapter airbyte;

    @Inject
    AirbyteSources(AirbyteAdapter airbyte) {
        this.airbyte = airbyte;
    }

    /** Lets the connector try to read; fails with BAD_REQUEST and the connector's words when it cannot. */
    Uni<Void> check(UUID workspace, SourceDraft draft) {
        return airbyte.checkSource(workspace, draft.definition(), draft.config())
                .invoke(check -> {
                    if (!check.ok()) {
                        throw Failure.badRequest("Airbyte cannot read from this source: " + check.message());
                    }
                })
                .replaceWithVoid();
    }

    /** Registers the source and answers its id. */
    Uni<UUID> create(UUID workspace, SourceDraft draft) {
        return airbyte.createSource(workspace, draft.definition(), draft.name().strip(), draft.config());
    }

    /** Asks the connector what there is to read, without Airbyte's cache. */
    Uni<Discovery> discover(UUID id) {
        return airbyte.discover(id).map(found -> {
            if (found.catalog() == null) {
                throw Failure.badRequest("Airbyte could not find out what this source holds: " + found.problem());
            }
            return new Discovery(found.catalogId(), found.catalog());
        });
    }

    /** Deletes the source; gone already is done. */
    Uni<Void> delete(UUID id) {
        return airbyte.deleteSource(id);
    }
}
