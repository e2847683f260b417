package org.dalgo.data.transform.canvas;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.data.transform.canvas.lock.CanvasLockResponse;
import org.dalgo.data.transform.canvas.lock.CanvasLockService;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The canvas: its tables, its nodes and its lock. */
@Path("/api")
@Tag(name = "Canvas")
public class CanvasResource {

    /** Folders for models. */
    public record Folders(List<String> directories) {}

    @Inject
    CurrentCaller caller;

    @Inject
    CanvasService canvas;

    @Inject
    CanvasLockService locks;

    @Inject
    SourceSyncService sources;

    @GET
    @Path("/transform/dbt_project/data_type/")
    @PermissionsAllowed("can_view_warehouse_data")
    @FailsWith(Problem.NOT_FOUND)
    @Operation(summary = "Types that the warehouse can cast a column to")
    public Uni<List<String>> listDataTypes() {
        return canvas.dataTypes(caller.org());
    }

    @POST
    @Path("/transform/dbt_project/sync_sources/")
    @PermissionsAllowed("can_sync_sources")
    @FailsWith(Problem.NOT_FOUND)
    @Operation(summary = "Look in the background which tables the warehouse has")
    public Uni<SourceSyncService.Started> syncSources() {
        return sources.start(caller.get());
    }

    @POST
    @Path("/transform/dbt_project/canvas/lock/")
    @PermissionsAllowed("can_edit_dbt_model")
    @FailsWith({Problem.NOT_FOUND, Problem.LOCKED})
    @Operation(summary = "Lock the canvas for two minutes")
    public Uni<CanvasLockResponse> lock() {
        return locks.acquire(caller.get());
    }

    @PUT
    @Path("/transform/dbt_project/canvas/lock/refresh/")
    @PermissionsAllowed("can_edit_dbt_model")
    @FailsWith({Problem.NOT_FOUND, Problem.GONE})
    @Operation(summary = "Keep the own lock for two minutes more")
    public Uni<CanvasLockResponse> refreshLock() {
        return locks.renew(caller.get());
    }

    @DELETE
    @Path("/transform/dbt_project/canvas/lock/")
    @PermissionsAllowed("can_edit_dbt_model")
    @Operation(summary = "Give the own lock back")
    public Uni<Map<String, Boolean>> unlock() {
        return locks.release(caller.get()).replaceWith(Map.of("success", true));
    }

    @GET
    @Path("/transform/v2/dbt_project/sources_models/")
    @PermissionsAllowed("can_view_dbt_models")
    @FailsWith(value = Problem.NOT_FOUND, upstream = true)
    @Operation(summary = "Tables that were loaded, and those that models write")
    public Uni<List<ModelResponse>> listTables(@QueryParam("schema_name") String schema) {
        return canvas.tables(caller.org(), schema);
    }

    @GET
    @Path("/transform/v2/dbt_project/graph/")
    @PermissionsAllowed("can_view_dbt_workspace")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.INVALID},
            upstream = true)
    @Operation(summary = "Everything on the canvas")
    public Uni<GraphResponse> getGraph() {
        return canvas.graph(caller.org());
    }

    @GET
    @Path("/transform/v2/dbt_project/models_directories/")
    @PermissionsAllowed("can_view_dbt_workspace")
    @Operation(summary = "Folders in which a model can be put")
    public Uni<Folders> listFolders() {
        return canvas.folders(caller.org()).map(Folders::new);
    }

    @POST
    @Path("/transform/v2/dbt_project/models/{dbtmodel_uuid}/nodes/")
    @PermissionsAllowed("can_create_dbt_model")
    @FailsWith(
            value = {Problem.CONFLICT, Problem.INVALID, Problem.LOCKED},
            upstream = true)
    @Operation(summary = "Put a table on the canvas")
    public Uni<NodeResponse> addTable(@PathParam("dbtmodel_uuid") String table) {
        return canvas.add(caller.get(), id(table, "model not found"));
    }

    @GET
    @Path("/transform/v2/dbt_project/nodes/{node_uuid}/")
    @PermissionsAllowed("can_view_dbt_workspace")
    @FailsWith(upstream = true)
    @Operation(summary = "One node, with what goes into it")
    public Uni<NodeResponse> getNode(@PathParam("node_uuid") String node) {
        return canvas.get(caller.org(), id(node, "canvas node not found"));
    }

    @DELETE
    @Path("/transform/v2/dbt_project/nodes/{node_uuid}/")
    @PermissionsAllowed("can_create_dbt_model")
    @FailsWith({Problem.CONFLICT, Problem.INVALID, Problem.LOCKED})
    @Operation(summary = "Take a node off the canvas that nothing is made of")
    public Uni<Map<String, Integer>> deleteNode(@PathParam("node_uuid") String node) {
        return canvas.delete(caller.get(), id(node, "canvas node not found")).replaceWith(Map.of("success", 1));
    }

    @POST
    @Path("/transform/v2/dbt_project/sync_remote_dbtproject_to_canvas/")
    @PermissionsAllowed("can_create_dbt_model")
    @Operation(
            summary = "Bring what a git repository holds onto the canvas, in the background; nothing to do without one")
    public Uni<ImportResponse> importRepository() {
        return canvas.importRepository(caller.org());
    }

    private static UUID id(String text, String orElse) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound(orElse);
        }
    }
}
