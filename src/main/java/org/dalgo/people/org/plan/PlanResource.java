package org.dalgo.people.org.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.security.OrgMember;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The plan of the caller's organisation. */
@Path("/api/orgpreferences/org-plan")
@Tag(name = "Organisation")
public class PlanResource {

    /** A plan in the web app's envelope. */
    public record PlanEnvelope(boolean success, PlanResponse res) {}

    /** Whether the same had been requested before. */
    public record UpgradeResponse(boolean success, @JsonProperty("already_requested") boolean alreadyRequested) {}

    @Inject
    CurrentCaller caller;

    @Inject
    PlanService plans;

    @GET
    @OrgMember
    @Operation(summary = "The organisation's plan")
    public Uni<PlanEnvelope> get() {
        return plans.get(caller.org()).map(plan -> new PlanEnvelope(true, plan));
    }

    @POST
    @Path("/upgrade")
    @PermissionsAllowed("can_initiate_org_plan_upgrade")
    @Operation(summary = "Request a larger plan; a repetition changes nothing")
    public Uni<UpgradeResponse> upgrade() {
        return plans.requestUpgrade(caller.get()).map(before -> new UpgradeResponse(true, before));
    }
}
