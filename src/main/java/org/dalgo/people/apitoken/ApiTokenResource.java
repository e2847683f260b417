package org.dalgo.people.apitoken;

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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** API tokens of the caller's organisation, for programs. */
@Path("/api/organizations/api-tokens")
@Tag(name = "Session")
public class ApiTokenResource {

    private static final Map<String, Boolean> SUCCESS = Map.of("success", true);

    @Inject
    CurrentCaller caller;

    @Inject
    ApiTokenService tokens;

    @GET
    @PermissionsAllowed("can_manage_api_tokens")
    @Operation(summary = "The organisation's API tokens, the newest first, without their text")
    public Uni<List<ApiTokenResponse>> list() {
        return tokens.list(caller.org())
                .map(found -> found.stream().map(ApiTokenResponse::of).toList());
    }

    @POST
    @PermissionsAllowed("can_manage_api_tokens")
    @FailsWith(Problem.CONFLICT)
    @Operation(summary = "Create an API token; its text is in this answer only")
    public Uni<NewApiTokenResponse> create(@NotNull @Valid ApiTokenRequest request) {
        return tokens.create(caller.get(), request);
    }

    @DELETE
    @Path("/{api_token_id}")
    @PermissionsAllowed("can_manage_api_tokens")
    @Operation(summary = "Revoke an API token at once")
    public Uni<Map<String, Boolean>> revoke(@PathParam("api_token_id") String id) {
        return tokens.revoke(caller.get(), parse(id)).replaceWith(SUCCESS);
    }

    private static UUID parse(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw ApiTokenService.absent();
        }
    }
}
