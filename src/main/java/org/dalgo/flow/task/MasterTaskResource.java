package org.dalgo.flow.task;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.access.CurrentCaller;
import org.dalgo.platform.access.Permission;
import org.dalgo.platform.access.Requires;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The catalogue of tasks. */
@Path("/api/data/tasks")
@Tag(name = "Tasks")
public class MasterTaskResource {

    @Inject
    CurrentCaller caller;

    @Inject
    TaskCatalogue catalogue;

    @GET
    @Requires(Permission.CAN_VIEW_MASTER_TASKS)
    @Operation(summary = "Tasks on offer", operationId = "listMasterTasks")
    public Uni<List<MasterTaskResponse>> list() {
        return catalogue.offered(caller.org());
    }

    @GET
    @Path("{slug}/config")
    @Requires(Permission.CAN_VIEW_MASTER_TASK)
    @Operation(summary = "Flags and options of a task; null when it takes none at all", operationId = "getTaskOptions")
    public Uni<Optional<TaskOptionsResponse>> options(String slug) {
        return catalogue.options(caller.org(), slug);
    }
}
