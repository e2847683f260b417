package org.dalgo.data.unsupported;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.security.OrgMember;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Addresses of features that do not exist here. Reading needs the permission that the web app connects with the
 * feature; writing is refused to every member in the same words. They are no part of our contract, so OpenAPI does not
 * name them.
 */
@Path("/api")
@NonBlocking
public class UnsupportedFeatureResource {

    private static final String BELOW = "(/.*)?}";

    @GET
    @Path("/{path:alerts" + BELOW)
    @PermissionsAllowed("can_view_alerts")
    @Operation(hidden = true)
    public JsonNode alerts(@PathParam("path") String path) {
        return read(path);
    }

    @GET
    @Path("/{path:(charts|filters)" + BELOW)
    @PermissionsAllowed("can_view_charts")
    @Operation(hidden = true)
    public JsonNode charts(@PathParam("path") String path) {
        return read(path);
    }

    @GET
    @Path("/{path:(dashboards|reports)" + BELOW)
    @PermissionsAllowed("can_view_dashboards")
    @Operation(hidden = true)
    public JsonNode dashboards(@PathParam("path") String path) {
        return read(path);
    }

    @GET
    @Path("/{path:kpis" + BELOW)
    @PermissionsAllowed("can_view_kpis")
    @Operation(hidden = true)
    public JsonNode kpis(@PathParam("path") String path) {
        return read(path);
    }

    @GET
    @Path("/{path:metrics" + BELOW)
    @PermissionsAllowed("can_view_metrics")
    @Operation(hidden = true)
    public JsonNode metrics(@PathParam("path") String path) {
        return read(path);
    }

    @GET
    @Path("/{path:superset" + BELOW)
    @PermissionsAllowed("can_view_usage_dashboard")
    @Operation(hidden = true)
    public JsonNode superset(@PathParam("path") String path) {
        return read(path);
    }

    @POST
    @Path("/{path:(alerts|charts|dashboards|kpis|metrics|reports|superset)" + BELOW)
    @OrgMember
    @Operation(hidden = true)
    public JsonNode add(@PathParam("path") String path) {
        throw unsupported(UnsupportedFeature.forPath(path));
    }

    @PUT
    @Path("/{path:(alerts|charts|dashboards|kpis|metrics|reports)" + BELOW)
    @OrgMember
    @Operation(hidden = true)
    public JsonNode replace(@PathParam("path") String path) {
        throw unsupported(UnsupportedFeature.forPath(path));
    }

    @PATCH
    @Path("/{path:alerts" + BELOW)
    @OrgMember
    @Operation(hidden = true)
    public JsonNode change(@PathParam("path") String path) {
        throw unsupported(UnsupportedFeature.forPath(path));
    }

    @DELETE
    @Path("/{path:(alerts|charts|dashboards|kpis|metrics|reports)" + BELOW)
    @OrgMember
    @Operation(hidden = true)
    public JsonNode remove(@PathParam("path") String path) {
        throw unsupported(UnsupportedFeature.forPath(path));
    }

    @GET
    @Path("/prefect/v1/flow_runs/{flow_run_id}/logsummary")
    @PermissionsAllowed("can_view_pipeline")
    @Operation(hidden = true)
    public JsonNode runSummary() {
        throw unsupported(UnsupportedFeature.LOG_SUMMARIES);
    }

    @GET
    @Path("/airbyte/v1/connections/{connection_id}/logsummary")
    @PermissionsAllowed("can_view_pipeline")
    @Operation(hidden = true)
    public JsonNode syncSummary() {
        throw unsupported(UnsupportedFeature.LOG_SUMMARIES);
    }

    @PUT
    @Path("/orgpreferences/llm_approval")
    @PermissionsAllowed("can_edit_llm_settings")
    @Operation(hidden = true)
    public JsonNode approveAnalysis() {
        throw unsupported(UnsupportedFeature.AI_ANALYSIS);
    }

    @POST
    @Path("/userpreferences/llm_analysis/request")
    @PermissionsAllowed("can_request_llm_analysis_feature")
    @Operation(hidden = true)
    public JsonNode requestAnalysis() {
        throw unsupported(UnsupportedFeature.AI_ANALYSIS);
    }

    @PUT
    @Path("/userpreferences/trial-walkthrough")
    @OrgMember
    @Operation(hidden = true)
    public JsonNode saveWalkthrough() {
        throw unsupported(UnsupportedFeature.FREE_TRIALS);
    }

    @GET
    @Path("/v1/public/{path:(dashboards|reports|geojsons|regions|trial)" + BELOW)
    @PermitAll
    @Operation(hidden = true)
    public JsonNode shared(@PathParam("path") String path) {
        throw unsupported(sharedFeature(path));
    }

    @POST
    @Path("/v1/public/{path:(dashboards|reports|geojsons|regions|trial)" + BELOW)
    @PermitAll
    @Operation(hidden = true)
    public JsonNode queryShared(@PathParam("path") String path) {
        throw unsupported(sharedFeature(path));
    }

    private static UnsupportedFeature sharedFeature(String path) {
        return path.startsWith("trial") ? UnsupportedFeature.FREE_TRIALS : UnsupportedFeature.forPath(path);
    }

    private static JsonNode read(String path) {
        return UnsupportedFeatureResponses.forPath(path)
                .orElseThrow(() -> unsupported(UnsupportedFeature.forPath(path)));
    }

    static Failure unsupported(UnsupportedFeature feature) {
        return Failure.notFound(feature.message());
    }
}
