package org.dalgo.data.warehouse;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.UUID;
import org.dalgo.data.warehouse.WarehouseResource.DestinationIdResponse;
import org.dalgo.data.warehouse.destination.CheckOutcome;
import org.dalgo.data.warehouse.destination.DefinitionResponse;
import org.dalgo.data.warehouse.destination.DestinationCheck;
import org.dalgo.data.warehouse.destination.DestinationUpdate;
import org.dalgo.data.warehouse.destination.SpecificationResponse;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The warehouse as a destination in Airbyte, and the forms with which it is set up and changed. */
@Path("/api")
@Tag(name = "Warehouse")
public class DestinationResource {

    /**
     * A destination to be tried or changed.
     *
     * @param destinationDefId its connector; may be left out for one that is registered
     * @param config configuration of that connector
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record DestinationRequest(
            @NotBlank @Size(max = 100) String name, UUID destinationDefId, @NotNull ObjectNode config) {

        /** Without the configuration. */
        @Override
        public String toString() {
            return "DestinationRequest[" + name + "]";
        }
    }

    @Inject
    CurrentCaller caller;

    @Inject
    WarehouseService warehouses;

    @Inject
    DestinationCheckCommand checks;

    @Inject
    DestinationService destinations;

    @GET
    @Path("/airbyte/destination_definitions")
    @PermissionsAllowed("can_view_warehouses")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Connectors that a warehouse can be registered with")
    public Uni<List<DefinitionResponse>> listDestinationDefinitions() {
        return destinations.definitions(caller.org());
    }

    @GET
    @Path("/airbyte/destination_definitions/{definition_id}/specifications")
    @PermissionsAllowed("can_view_warehouse")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "JSON schema of the configuration of a connector")
    public Uni<JsonNode> getDestinationSpecification(@PathParam("definition_id") String definition) {
        UUID id = id(definition, "connector not found");
        return destinations.specification(caller.org(), id);
    }

    @GET
    @Path("/airbyte/destinations/{destination_id}/specifications")
    @PermissionsAllowed("can_view_warehouse")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "The specification of the connector of a destination")
    public Uni<SpecificationResponse> getSpecificationOfDestination(@PathParam("destination_id") String destination) {
        return destinations.specificationOf(caller.org(), id(destination));
    }

    @GET
    @Path("/airbyte/destinations")
    @PermissionsAllowed("can_view_warehouses")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(
            summary = "The destination that the warehouse is, without its secrets; an empty list while there is none")
    public Uni<List<DestinationResponse>> listDestinations() {
        return destinations.list(caller.org());
    }

    @GET
    @Path("/airbyte/destinations/{destination_id}")
    @PermissionsAllowed("can_view_warehouse")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "One destination, without its secrets")
    public Uni<DestinationResponse> getDestination(@PathParam("destination_id") String destination) {
        return destinations.get(caller.org(), id(destination));
    }

    @PUT
    @Path("/airbyte/v1/destinations/{destination_id}/")
    @PermissionsAllowed("can_edit_warehouse")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "Change the warehouse; secrets of nothing but asterisks stay what they are")
    public Uni<DestinationIdResponse> updateDestination(
            @PathParam("destination_id") String destination, @NotNull @Valid DestinationRequest request) {
        UUID id = id(destination);
        DestinationUpdate update = new DestinationUpdate(request.name(), request.destinationDefId(), request.config());
        return warehouses.update(caller.get(), id, update).replaceWith(new DestinationIdResponse(id));
    }

    @POST
    @Path("/airbyte/destinations/check_connection/")
    @PermissionsAllowed("can_create_warehouse")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT, Problem.TOO_MANY},
            upstream = true)
    @Operation(summary = "Have a connector try a configuration before it is registered")
    public Uni<CheckOutcome> checkDestination(
            @NotNull @Valid DestinationRequest request, @Context RoutingContext http) {
        return checks.request(
                caller.get(),
                new DestinationCheck(null, request.destinationDefId(), request.config()),
                () -> isOpen(http));
    }

    @POST
    @Path("/airbyte/destinations/{destination_id}/check_connection_for_update/")
    @PermissionsAllowed("can_edit_warehouse")
    @FailsWith(
            value = {Problem.CONFLICT, Problem.TOO_MANY},
            upstream = true)
    @Operation(summary = "Have the connector try a configuration before the warehouse is changed")
    public Uni<CheckOutcome> checkDestinationUpdate(
            @PathParam("destination_id") String destination,
            @NotNull @Valid DestinationRequest request,
            @Context RoutingContext http) {
        return checks.request(
                caller.get(),
                new DestinationCheck(id(destination), request.destinationDefId(), request.config()),
                () -> isOpen(http));
    }

    private static boolean isOpen(RoutingContext http) {
        return !http.response().closed();
    }

    private static UUID id(String text) {
        return id(text, WarehouseService.destinationNotFound().detail());
    }

    private static UUID id(String text, String orElse) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound(orElse);
        }
    }
}
