package org.dalgo.people.org.terms;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Map;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The terms and conditions. */
@Path("/api/organizations/accept-tnc/")
@Tag(name = "Organisation")
public class TermsResource {

    private static final Map<String, Integer> SUCCESS = Map.of("success", 1);

    @Inject
    CurrentCaller caller;

    @Inject
    TermsService terms;

    @POST
    @PermissionsAllowed("can_accept_tnc")
    @Operation(summary = "Accept the terms and conditions for the organisation")
    public Uni<Map<String, Integer>> accept() {
        return terms.accept(caller.get()).replaceWith(SUCCESS);
    }
}
