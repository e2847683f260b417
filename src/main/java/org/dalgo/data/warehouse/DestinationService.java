package org.dalgo.data.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.http.Failure;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/** Tells what the organisation's warehouse is in Airbyte, and what it could be. Changes nothing. */
@ApplicationScoped
public class DestinationService {

    private static final int MOST_WORKSPACES = 1000;

    private final Door door;
    private final OrgService orgs;
    private final WarehouseRepository warehouses;
    private final AirbyteAdapter airbyte;
    private final WarehouseConfig config;
    private final Cache<UUID, List<DefinitionResponse>> definitions;

    @Inject
    DestinationService(
            Door door,
            OrgService orgs,
            WarehouseRepository warehouses,
            AirbyteAdapter airbyte,
            WarehouseConfig config) {
        this.door = door;
        this.orgs = orgs;
        this.warehouses = warehouses;
        this.airbyte = airbyte;
        this.config = config;
        this.definitions = Caffeine.newBuilder()
                .maximumSize(MOST_WORKSPACES)
                .expireAfterWrite(config.definitionCache())
                .build();
    }

    /** The warehouse of the organisation, or none. */
    Uni<List<WarehouseResponse>> warehouses(OrgId org) {
        return door.enter(org, () -> warehouses.of(org))
                .chain(row -> row == null
                        ? Uni.createFrom().item(List.of())
                        : shown(org, row).map(destination -> List.of(WarehouseResponse.of(row, destination))));
    }

    /** The destination that the warehouse is, or none. */
    Uni<List<DestinationResponse>> list(OrgId org) {
        return warehouses(org).map(found -> found.stream()
                .map(WarehouseResponse::airbyteDestination)
                .toList());
    }

    /** The destination of that id; fails with NOT_FOUND when it is not the organisation's. */
    Uni<DestinationResponse> get(OrgId org, UUID destination) {
        return own(org, destination).chain(row -> shown(org, row));
    }

    /** The connectors that a warehouse can be registered with; at most some minutes old. */
    Uni<List<DefinitionResponse>> definitions(OrgId org) {
        return workspace(org).chain(workspace -> {
            List<DefinitionResponse> known = definitions.getIfPresent(workspace);
            return known != null ? Uni.createFrom().item(known) : read(workspace);
        });
    }

    /** JSON schema of what the connector wants to be told. */
    Uni<JsonNode> specification(OrgId org, UUID definition) {
        return workspace(org)
                .chain(workspace -> airbyte.destinationDefinitions().specification(workspace, definition))
                .map(found -> found.schema());
    }

    /** What the connector wants to be told in the version that the destination runs on; fails as {@link #get} does. */
    Uni<SpecificationResponse> specificationOf(OrgId org, UUID destination) {
        return own(org, destination).chain(row -> airbyte.destinationDefinitions()
                .specificationOf(row.destinationId)
                .map(found -> SpecificationResponse.of(row.destinationDefinitionId, found)));
    }

    private Uni<DestinationResponse> shown(OrgId org, Warehouse row) {
        return row.maskedConfig == null
                ? airbyte.destinations().get(row.destinationId).map(DestinationResponse::of)
                : orgs.get(org).map(found -> DestinationResponse.of(row, found.airbyteWorkspace()));
    }

    private Uni<Warehouse> own(OrgId org, UUID destination) {
        return door.enter(org, () -> warehouses.byDestination(org, destination))
                .onItem()
                .ifNull()
                .failWith(WarehouseService::unknown);
    }

    private Uni<List<DefinitionResponse>> read(UUID workspace) {
        return airbyte.destinationDefinitions()
                .list(workspace)
                .map(all -> all.stream()
                        .filter(one -> config.destinationTypes().contains(one.name()))
                        .map(DefinitionResponse::of)
                        .toList())
                .invoke(found -> definitions.put(workspace, found));
    }

    private Uni<UUID> workspace(OrgId org) {
        return orgs.get(org)
                .map(OrgView::airbyteWorkspace)
                .onItem()
                .ifNull()
                .failWith(() -> Failure.badRequest("the organisation has no workspace in Airbyte yet"));
    }
}
