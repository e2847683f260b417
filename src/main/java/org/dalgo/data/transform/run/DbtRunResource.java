package org.dalgo.data.transform.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Running what is on the canvas. */
@Path("/api")
@Tag(name = "Transform")
public class DbtRunResource {

    /**
     * A run that was accepted.
     *
     * @param taskId key of its progress, under the hashkey {@code run-dbt-commands-<slug>}
     */
    public record AcceptedDbtRun(@JsonProperty("task_id") UUID taskId) {}

    @Inject
    CurrentCaller caller;

    @Inject
    DbtRunService service;

    @POST
    @Path("/dbt/run_dbt_via_celery/")
    @PermissionsAllowed("can_edit_dbt_workspace")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Run the models as they are on the canvas now, published or not")
    public Uni<AcceptedDbtRun> runDbt(@NotNull @Valid DbtRunRequest request) {
        return service.start(caller.get(), request.parameters()).map(AcceptedDbtRun::new);
    }
}
