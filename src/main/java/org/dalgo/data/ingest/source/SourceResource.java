package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.data.warehouse.destination.CheckOutcome;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Sources: which kinds there are, and the organisation's own. */
@Path("/api")
@Tag(name = "Source")
public class SourceResource {

    private static final Map<String, Integer> SUCCESS = Map.of("success", 1);

    /** Body of an answer. */
    public record SavedSource(UUID sourceId) {}

    /**
     * Body of an answer.
     *
     * @param email address to share Google sheets with, or null when there is none
     */
    public record ManagedAccount(@Schema(nullable = true) String email) {}

    @Inject
    CurrentCaller caller;

    @Inject
    SourceService service;

    @Inject
    SourceCheckCommand checks;

    @Inject
    SourceDiscoveryCommand discoveries;

    @Inject
    SourceDefinitionService definitions;

    @GET
    @Path("/airbyte/source_definitions")
    @PermissionsAllowed("can_view_sources")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Kinds of source that can be added")
    public Uni<List<SourceDefinitionResponse>> listSourceDefinitions() {
        return definitions.list(caller.org());
    }

    @GET
    @Path("/airbyte/source_definitions/{source_definition_id}/specifications")
    @PermissionsAllowed("can_view_sources")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "JSON schema of the configuration of a kind of source")
    public Uni<JsonNode> sourceSpecification(@PathParam("source_definition_id") String definitionId) {
        return definitions.specification(caller.org(), id(definitionId, "connector"));
    }

    @GET
    @Path("/airbyte/sources")
    @PermissionsAllowed("can_view_sources")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "All sources, newest first, every secret masked")
    public Uni<List<SourceResponse>> listSources() {
        return service.list(caller.org());
    }

    @POST
    @Path("/airbyte/sources")
    @PermissionsAllowed("can_create_source")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Add a source")
    public Uni<SavedSource> createSource(@NotNull @Valid SourceRequest request) {
        return service.create(caller.get(), request.draft()).map(made -> new SavedSource(made.sourceId()));
    }

    @GET
    @Path("/airbyte/sources/{source_id}")
    @PermissionsAllowed("can_view_source")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "One source, every secret masked")
    public Uni<SourceResponse> getSource(@PathParam("source_id") String sourceId) {
        return service.read(caller.org(), id(sourceId));
    }

    @PUT
    @Path("/airbyte/sources/{source_id}")
    @PermissionsAllowed("can_edit_source")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "Change a source; ten asterisks keep the stored secret")
    public Uni<SavedSource> updateSource(
            @PathParam("source_id") String sourceId, @NotNull @Valid SourceRequest request) {
        return service.update(caller.get(), id(sourceId), request.draft())
                .map(changed -> new SavedSource(changed.sourceId()));
    }

    @DELETE
    @Path("/airbyte/sources/{source_id}")
    @PermissionsAllowed("can_delete_source")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "Delete a source that no connection reads")
    public Uni<Map<String, Integer>> deleteSource(@PathParam("source_id") String sourceId) {
        return service.delete(caller.get(), id(sourceId)).replaceWith(SUCCESS);
    }

    @POST
    @Path("/airbyte/sources/check_connection")
    @PermissionsAllowed("can_create_source")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT, Problem.TOO_MANY},
            upstream = true)
    @Operation(summary = "Try the configuration of a new source")
    public Uni<CheckOutcome> checkSource(@NotNull @Valid SourceRequest request, @Context RoutingContext http) {
        return checks.request(caller.get(), new SourceCheck(null, request.draft()), () -> isOpen(http));
    }

    @POST
    @Path("/airbyte/sources/{source_id}/check_connection_for_update")
    @PermissionsAllowed("can_edit_source")
    @FailsWith(
            value = {Problem.CONFLICT, Problem.TOO_MANY},
            upstream = true)
    @Operation(summary = "Try a change of a source's configuration")
    public Uni<CheckOutcome> checkSourceChange(
            @PathParam("source_id") String sourceId,
            @NotNull @Valid SourceRequest request,
            @Context RoutingContext http) {
        return checks.request(caller.get(), new SourceCheck(id(sourceId), request.draft()), () -> isOpen(http));
    }

    @GET
    @Path("/airbyte/sources/{source_id}/schema_catalog")
    @PermissionsAllowed("can_view_source")
    @FailsWith(
            value = {Problem.CONFLICT, Problem.INVALID, Problem.TOO_MANY},
            upstream = true)
    @Operation(summary = "What a source holds now; takes up to minutes")
    public Uni<SourceSchema> sourceSchema(@PathParam("source_id") String sourceId, @Context RoutingContext http) {
        return discoveries.request(caller.org(), id(sourceId), () -> isOpen(http));
    }

    @GET
    @Path("/airbyte/sources/google_sheets/managed_service_account")
    @PermissionsAllowed("can_view_sources")
    @Operation(summary = "Address of the account that Google sheets can be shared with")
    public Uni<ManagedAccount> managedGoogleAccount() {
        return Uni.createFrom()
                .item(new ManagedAccount(service.serviceAccountEmail().orElse(null)));
    }

    private static boolean isOpen(RoutingContext http) {
        return !http.response().closed();
    }

    private static UUID id(String text) {
        return id(text, "source");
    }

    /** Something that is no id names nothing, which is what an unknown id does too. */
    private static UUID id(String text, String noun) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound(noun + " not found");
        }
    }
}
