package org.dalgo.people.role;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.security.OrgMember;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The roles there are. */
@Path("/api/data/roles")
@Tag(name = "Member")
public class RoleResource {

    @Inject
    CurrentCaller caller;

    @Inject
    RoleService roles;

    @GET
    @OrgMember
    @Operation(summary = "The roles up to the caller's own level")
    public Uni<List<RoleResponse>> list() {
        return roles.listUpToLevel(caller.org(), caller.get().roleLevel())
                .map(found -> found.stream().map(RoleResponse::of).toList());
    }
}
