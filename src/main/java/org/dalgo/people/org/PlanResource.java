package org.dalgo.people.org;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.dalgo.platform.access.CurrentCaller;
import org.dalgo.platform.access.Permission;
import org.dalgo.platform.access.Requires;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The plan of the caller's organisation. */
@Path("/api/orgpreferences/org-plan")
@Tag(name = "Organisation")
public class PlanResource {

    /** A plan in the web app's envelope. */
    public record Answer(boolean success, PlanResponse res) {}

    /** Whether the same had been asked before. */
    public record Requested(boolean success, @JsonProperty("already_requested") boolean alreadyRequested) {}

    @Inject
    CurrentCaller caller;

    @Inject
    PlanService plans;

    @GET
    @Requires
    @Operation(summary = "The organisation's plan")
    public Uni<Answer> get() {
        return plans.get(caller.org()).map(plan -> new Answer(true, plan));
    }

    @POST
    @Path("/upgrade")
    @Requires(Permission.CAN_INITIATE_ORG_PLAN_UPGRADE)
    @Operation(summary = "Ask for a larger plan; asking again changes nothing")
    public Uni<Requested> upgrade() {
        return plans.requestUpgrade(caller.get()).map(before -> new Requested(true, before));
    }
}
