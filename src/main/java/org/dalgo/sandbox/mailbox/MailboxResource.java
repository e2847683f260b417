package org.dalgo.sandbox.mailbox;

import io.quarkus.arc.profile.IfBuildProfile;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.dalgo.people.notify.mail.MailLog;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** The page {@code /mailbox}, and each mail as a page of its own that may run nothing. */
@Path("/mailbox")
@IfBuildProfile(anyOf = {"dev", "test"})
public class MailboxResource {

    private static final int SHOWN = 50;

    @Inject
    MailLog mailLog;

    @GET
    @PermitAll
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public Uni<RestResponse<String>> page() {
        return mailLog.newest(SHOWN).map(mails -> page(MailboxPage.of(mails)));
    }

    @GET
    @Path("/{id}")
    @PermitAll
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public Uni<RestResponse<String>> mail(@PathParam("id") long id) {
        return mailLog.get(id).map(mail -> page(mail.text().html()));
    }

    /** The newest mails, for tests and scripts. */
    @GET
    @Path("/list")
    @PermitAll
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Uni<List<MailLog.LoggedMail>> list() {
        return mailLog.newest(SHOWN);
    }

    private static RestResponse<String> page(String html) {
        return RestResponse.ResponseBuilder.ok(html, MediaType.TEXT_HTML_TYPE)
                .header(
                        "Content-Security-Policy",
                        "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-store")
                .build();
    }
}
