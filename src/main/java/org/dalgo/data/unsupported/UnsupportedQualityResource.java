package org.dalgo.data.unsupported;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.dalgo.platform.security.OrgMember;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * The data quality page of the web app. Its reports come from a dbt package that this product does not run. The routes
 * answer that nothing is set up, no report exists, and the lock is free.
 */
@Path("/api")
@NonBlocking
public class UnsupportedQualityResource {

    @GET
    @Path("/dbt/elementary-setup-status")
    @PermissionsAllowed("can_view_dbt_workspace")
    @Operation(hidden = true)
    public JsonNode status() {
        return JsonNodeFactory.instance.objectNode().put("status", "not-set-up");
    }

    @GET
    @Path("/prefect/tasks/elementary-lock/")
    @PermissionsAllowed("can_view_orgtasks")
    @Operation(hidden = true)
    public JsonNode lock() {
        return NullNode.getInstance();
    }

    @POST
    @Path("/dbt/fetch-elementary-report/")
    @PermissionsAllowed("can_view_dbt_workspace")
    @Operation(hidden = true)
    public JsonNode report() {
        return JsonNodeFactory.instance.objectNode().put("report_exists", false).putNull("schedule");
    }

    @POST
    @Path("/dbt/{path:elementary/(check|install)|v1/refresh-elementary-report}")
    @OrgMember
    @Operation(hidden = true)
    public JsonNode refuse(@PathParam("path") String path) {
        throw UnsupportedFeatureResource.unsupported(UnsupportedFeature.DATA_QUALITY);
    }
}
