package org.dalgo.data.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.dalgo.data.warehouse.destination.DefinitionResponse;
import org.dalgo.data.warehouse.destination.SpecificationResponse;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/** Reads the destination of the organisation's warehouse, and the connectors that it could have. */
@ApplicationScoped
public class DestinationService {

    private static final int MAX_WORKSPACES = 1000;

    private final TenantTransactions tenantTransactions;
    private final OrgService orgs;
    private final WarehouseRepository warehouses;
    private final AirbyteAdapter airbyte;
    private final WarehouseConfig config;
    private final Cache<UUID, List<DefinitionResponse>> definitions;

    @Inject
    DestinationService(
            TenantTransactions tenantTransactions,
            OrgService orgs,
            WarehouseRepository warehouses,
            AirbyteAdapter airbyte,
            WarehouseConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.orgs = orgs;
        this.warehouses = warehouses;
        this.airbyte = airbyte;
        this.config = config;
        this.definitions = Caffeine.newBuilder()
                .maximumSize(MAX_WORKSPACES)
                .expireAfterWrite(config.definitionCache())
                .build();
    }

    /** The warehouse of the organisation, or none. */
    Uni<List<WarehouseResponse>> warehouses(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> warehouses.findByOrg(org))
                .chain(row -> row == null
                        ? Uni.createFrom().item(List.of())
                        : toResponse(org, row).map(destination -> List.of(WarehouseResponse.of(row, destination))));
    }

    /** The destination that the warehouse is, or none. */
    Uni<List<DestinationResponse>> list(OrgId org) {
        return warehouses(org).map(found -> found.stream()
                .map(WarehouseResponse::airbyteDestination)
                .toList());
    }

    /** The destination of that id; fails with NOT_FOUND when it is not the organisation's. */
    Uni<DestinationResponse> get(OrgId org, UUID destination) {
        return requireByDestination(org, destination).chain(row -> toResponse(org, row));
    }

    /** The connectors that a warehouse can be registered with; at most some minutes old. */
    Uni<List<DefinitionResponse>> definitions(OrgId org) {
        return workspace(org).chain(workspace -> {
            List<DefinitionResponse> known = definitions.getIfPresent(workspace);
            return known != null ? Uni.createFrom().item(known) : loadDefinitions(workspace);
        });
    }

    /** JSON schema of the configuration of the connector. */
    Uni<JsonNode> specification(OrgId org, UUID definition) {
        return workspace(org)
                .chain(workspace -> airbyte.destinationDefinitions().specification(workspace, definition))
                .map(found -> found.schema());
    }

    /** The specification of the connector in the version that the destination runs on; fails as {@link #get} does. */
    Uni<SpecificationResponse> specificationOf(OrgId org, UUID destination) {
        return requireByDestination(org, destination).chain(row -> airbyte.destinationDefinitions()
                .specificationOf(row.destinationId)
                .map(found -> SpecificationResponse.of(row.destinationDefinitionId, found)));
    }

    private Uni<DestinationResponse> toResponse(OrgId org, Warehouse row) {
        return row.maskedConfig == null
                ? airbyte.destinations().get(row.destinationId).map(DestinationResponse::of)
                : orgs.get(org).map(found -> DestinationResponse.of(row, found.airbyteWorkspace()));
    }

    private Uni<Warehouse> requireByDestination(OrgId org, UUID destination) {
        return tenantTransactions
                .inOrg(org, () -> warehouses.findByDestination(org, destination))
                .onItem()
                .ifNull()
                .failWith(WarehouseService::destinationNotFound);
    }

    private Uni<List<DefinitionResponse>> loadDefinitions(UUID workspace) {
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
