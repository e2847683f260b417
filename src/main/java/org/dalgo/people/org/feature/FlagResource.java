package org.dalgo.people.org.feature;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Map;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.security.Permission;
import org.dalgo.platform.security.Requires;
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
    @Requires(Permission.CAN_VIEW_FLAGS)
    @Operation(summary = "Which features are on for the caller's organisation")
    public Uni<Map<String, Boolean>> listFlags() {
        return flags.list(caller.org());
    }
}
