package org.dalgo.platform.audit;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;

/** Who did what in the caller's organisation. */
@Path("/api/audit")
@Tag(name = "Audit")
public class AuditResource {

    private static final int MAX_PAGE_SIZE = 200;

    @Inject
    CurrentCaller caller;

    @Inject
    AuditQueryService entries;

    @GET
    @PermissionsAllowed("can_view_audit")
    @FailsWith(Problem.INVALID)
    @Operation(summary = "Entries of the audit log, newest first, a page at a time")
    public Uni<AuditPage> listAuditEntries(
            @BeanParam AuditQuery filter,
            @QueryParam("before") Long before,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        return entries.page(caller.org(), filter, before, Math.min(Math.max(1, limit), MAX_PAGE_SIZE));
    }

    @GET
    @Path("/export")
    @Produces("text/csv; charset=utf-8")
    @PermissionsAllowed("can_view_audit")
    @FailsWith(Problem.INVALID)
    @Operation(summary = "Entries of the audit log as CSV; the export itself becomes an entry")
    public RestMulti<String> exportAuditEntries(@BeanParam AuditQuery filter) {
        return RestMulti.fromUniResponse(entries.csv(caller.org(), filter), lines -> lines);
    }
}
