package org.dalgo.data.ingest;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A workspace for an organisation that has none. */
@Path("/api/airbyte/v1/workspace/")
@Tag(name = "Organisation")
public class WorkspaceResource {

    /** What the client calls it; Airbyte receives the organisation's slug, as for every organisation. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record WorkspaceRequest(@NotBlank @Size(max = 100) String name) {}

    /** The workspace, in Airbyte's words. */
    public record WorkspaceResponse(String name, UUID workspaceId, boolean initialSetupComplete) {}

    @Inject
    CurrentCaller caller;

    @Inject
    WorkspaceService workspaces;

    @POST
    @PermissionsAllowed("can_create_org")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Give the organisation a workspace in Airbyte, if it has none")
    public Uni<WorkspaceResponse> create(@NotNull @Valid WorkspaceRequest request) {
        String slug = caller.get().orgSlug();
        return workspaces.createFirst(caller.get()).map(id -> new WorkspaceResponse(slug, id, true));
    }
}
