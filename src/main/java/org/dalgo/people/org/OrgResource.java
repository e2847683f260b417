package org.dalgo.people.org;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Organisations are made and removed by those who run the platform. */
@Path("/api")
@Tag(name = "Organisation")
public class OrgResource {

    @Inject
    CurrentCaller caller;

    @Inject
    OrgService orgs;

    @Inject
    FoundingMember foundingMember;

    @POST
    @Path("/v1/organizations/")
    @PermissionsAllowed("can_create_org")
    @FailsWith(Problem.NOT_FOUND)
    @Operation(summary = "Make an organisation; 202 when its workspace in Airbyte is still being made")
    @APIResponse(
            responseCode = "200",
            description = "OK",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = OrgResponse.class)))
    @APIResponse(
            responseCode = "202",
            description = "Accepted",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = OrgResponse.class)))
    public Uni<RestResponse<OrgResponse>> create(@NotNull @Valid OrgRequest request) {
        return orgs.create(caller.get(), request, foundingMember)
                .map(org -> org.airbyteWorkspace() == null
                        ? RestResponse.status(RestResponse.Status.ACCEPTED, OrgResponse.of(org))
                        : RestResponse.ok(OrgResponse.of(org)));
    }

    @DELETE
    @Path("/v1/organizations/{org_slug}")
    @PermissionsAllowed("can_create_org")
    @FailsWith(Problem.CONFLICT)
    @Operation(summary = "Remove an organisation and all it has; its name confirms which one is meant")
    @APIResponse(
            responseCode = "202",
            description = "Accepted",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = OrgOperation.class)))
    public Uni<RestResponse<OrgOperation>> delete(
            @PathParam("org_slug") String slug, @QueryParam("name") String confirmation) {
        Caller me = caller.get();
        return orgs.delete(slug, confirmation, me.account(), me.email())
                .map(operation -> RestResponse.status(RestResponse.Status.ACCEPTED, operation));
    }

    @GET
    @Path("/v1/organizations/operations/{operation_id}")
    @PermissionsAllowed("can_create_org")
    @Operation(summary = "How far the making or removing of an organisation is")
    public Uni<OrgOperation> operation(@PathParam("operation_id") String id) {
        return orgs.operation(uuid(id));
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound("This operation does not exist.");
        }
    }
}
