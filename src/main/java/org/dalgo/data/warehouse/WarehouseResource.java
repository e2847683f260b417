package org.dalgo.data.warehouse;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.data.warehouse.destination.WarehouseDraft;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The one warehouse of an organisation: registered, shown, taken away. */
@Path("/api")
@Tag(name = "Warehouse")
public class WarehouseResource {

    private static final Map<String, Integer> SUCCESS = Map.of("success", 1);

    /**
     * A warehouse to be registered.
     *
     * @param wtype kind of database
     * @param destinationDefId the connector in Airbyte that loads into it
     * @param airbyteConfig configuration of that connector
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record WarehouseRequest(
            @NotNull @Size(max = 40) String wtype,
            @NotBlank @Size(max = 100) String name,
            @NotNull UUID destinationDefId,
            @NotNull ObjectNode airbyteConfig) {

        WarehouseDraft draft() {
            return new WarehouseDraft(name, WarehouseType.of(wtype), destinationDefId, airbyteConfig);
        }

        /** Without the configuration. */
        @Override
        public String toString() {
            return "WarehouseRequest[" + name + ", " + wtype + "]";
        }
    }

    /** The warehouses of an organisation: one, or none. */
    public record WarehousesResponse(List<WarehouseResponse> warehouses) {}

    /** The destination in Airbyte that a warehouse is. */
    public record DestinationIdResponse(UUID destinationId) {}

    @Inject
    CurrentCaller caller;

    @Inject
    WarehouseService warehouses;

    @Inject
    DestinationService destinations;

    @Inject
    WarehouseRemovalService removal;

    @GET
    @Path("/organizations/warehouses")
    @PermissionsAllowed("can_view_warehouses")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "The warehouse, without its secrets; an empty list while there is none")
    public Uni<WarehousesResponse> listWarehouses() {
        return destinations.warehouses(caller.org()).map(WarehousesResponse::new);
    }

    @POST
    @Path("/organizations/warehouse/")
    @PermissionsAllowed("can_create_warehouse")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Register the warehouse, once Airbyte can reach it")
    public Uni<DestinationIdResponse> createWarehouse(@NotNull @Valid WarehouseRequest request) {
        return warehouses
                .create(caller.get(), request.draft())
                .map(made -> new DestinationIdResponse(made.destination()));
    }

    @DELETE
    @Path("/v1/organizations/warehouses/")
    @PermissionsAllowed("can_delete_warehouses")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Take the warehouse away, with its pipelines, connections and dbt workspace; its data stays")
    public Uni<Map<String, Integer>> deleteWarehouse() {
        return removal.remove(caller.get()).replaceWith(SUCCESS);
    }
}
