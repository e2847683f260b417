package org.dalgo.people.org.feature;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Map;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The switches by which the web app shows or hides its features. */
@Path("/api")
@Tag(name = "Organisation")
public class FlagResource {

    @Inject
    CurrentCaller caller;

    @Inject
    FlagService flags;

    @GET
    @Path("/organizations/flags")
    @PermissionsAllowed("can_view_flags")
    @Operation(summary = "Which features are on for the caller's organisation")
    public Uni<Map<String, Boolean>> listFlags() {
        return flags.list(caller.org());
    }
}
