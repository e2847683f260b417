package org.dalgo.flow.task;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The catalogue of tasks. */
@Path("/api")
@Tag(name = "Task")
public class MasterTaskResource {

    @Inject
    CurrentCaller caller;

    @Inject
    TaskCatalogue catalogue;

    @GET
    @Path("/data/tasks/")
    @PermissionsAllowed("can_view_master_tasks")
    @Operation(summary = "Tasks on offer")
    public Uni<List<MasterTaskResponse>> listMasterTasks() {
        return catalogue.offered(caller.org());
    }

    @GET
    @Path("/data/tasks/{slug}/config/")
    @PermissionsAllowed("can_view_master_task")
    @Operation(summary = "Flags and options of a task; null when it takes none at all")
    public Uni<Optional<TaskOptionsResponse>> masterTaskOptions(@PathParam("slug") String slug) {
        return catalogue.options(caller.org(), slug);
    }
}
