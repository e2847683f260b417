package org.dalgo.data.transform.run;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.dalgo.flow.run.result.TestHistoryService;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.validation.PageBounds;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The tests of the data. */
@Path("/api/dbt/tests")
@Tag(name = "Transform")
public class DbtTestResource {

    private static final int LARGEST_PAGE = 500;

    @Inject
    CurrentCaller caller;

    @Inject
    TestHistoryService tests;

    @GET
    @PermissionsAllowed("can_view_pipeline")
    @FailsWith(Problem.INVALID)
    @Operation(summary = "Each dbt test with its last result and its last 20 results; those that fail now first")
    public Uni<List<DbtTestResponse>> list(
            @QueryParam("limit") @DefaultValue("200") int limit, @QueryParam("offset") @DefaultValue("0") int offset) {
        PageBounds.requireNotNegative(limit, offset);
        return tests.list(caller.org(), Math.min(limit, LARGEST_PAGE), offset).map(DbtTestResponse::of);
    }
}
