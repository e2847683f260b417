package org.dalgo.data.ingest.consent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.UUID;
import org.dalgo.people.notify.mail.MailConfig;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

/** Sources that are read with a person's Google account. */
@Path("/api")
@Tag(name = "Source")
public class ConsentResource {

    private static final Pattern ERROR_CODE = Pattern.compile("[a-z_]{1,60}");

    private static final Logger LOG = Logger.getLogger(ConsentResource.class);

    /** What a consent is requested for. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ConsentRequest(
            @NotNull @Size(max = 40) String sourceDefId, @NotNull @Size(max = 255) String sourceName) {}

    /** Where the person is to go. */
    public record ConsentResponse(URI authUrl) {}

    /** A source, with the handle of a consent in the place of its credentials. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ConsentedSourceRequest(
            @NotNull @Size(max = 255) String name,
            @NotNull @Size(max = 40) String sourceDefId,
            @NotNull ObjectNode config,
            @NotNull @Size(max = 100) @JsonProperty("refresh_token_ref") String handle) {

        ConsentedSourceDraft draft() {
            return new ConsentedSourceDraft(name, definition(sourceDefId), config, handle);
        }

        /** Without the configuration and the handle. */
        @Override
        public String toString() {
            return "ConsentedSourceRequest[" + name + "]";
        }
    }

    /** Body of an answer. */
    public record ConsentedSource(UUID sourceId) {}

    @Inject
    CurrentCaller caller;

    @Inject
    ConsentService service;

    @Inject
    MailConfig installation;

    @POST
    @Path("/airbyte/sources/oauth/consent")
    @PermissionsAllowed("can_create_source")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Ask for the right to read with a Google account")
    public Uni<ConsentResponse> requestConsent(@NotNull @Valid ConsentRequest request) {
        return service.request(caller.get(), definition(request.sourceDefId()), request.sourceName())
                .map(ConsentResponse::new);
    }

    @GET
    @Path("/airbyte/sources/oauth/callback")
    @PermitAll
    @FailsWith(upstream = true)
    @Operation(summary = "Where Google sends people back to; leads on to the web app, whatever happened")
    @APIResponse(responseCode = "302", description = "To the web app, with a handle or an error")
    public Uni<RestResponse<Void>> handleConsentCallback(
            @QueryParam("state") String state, @QueryParam("code") String code, @QueryParam("error") String error) {
        if (error != null) {
            return Uni.createFrom().item(back("error", ERROR_CODE.matches(error) ? error : "oauth_failed"));
        }
        if (state == null || state.isBlank() || code == null || code.isBlank()) {
            return Uni.createFrom().item(back("error", "missing_code_or_state"));
        }
        return service.handleCallback(state, code)
                .map(handle -> back("refresh_token_ref", handle))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.infof("a sign-in with Google failed: %s", failure.getMessage());
                    return back("error", "oauth_failed");
                });
    }

    @POST
    @Path("/airbyte/sources/oauth/create")
    @PermissionsAllowed("can_create_source")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Add a source that is read with a Google account")
    public Uni<ConsentedSource> createConsentedSource(@NotNull @Valid ConsentedSourceRequest request) {
        return service.create(caller.get(), request.draft()).map(made -> new ConsentedSource(made.sourceId()));
    }

    @PUT
    @Path("/airbyte/sources/oauth/{source_id}")
    @PermissionsAllowed("can_edit_source")
    @FailsWith(value = Problem.CONFLICT, upstream = true)
    @Operation(summary = "Change a source and let it be read with another consent")
    public Uni<ConsentedSource> updateConsentedSource(
            @PathParam("source_id") String sourceId, @NotNull @Valid ConsentedSourceRequest request) {
        return service.update(caller.get(), id(sourceId), request.draft())
                .map(changed -> new ConsentedSource(changed.sourceId()));
    }

    private RestResponse<Void> back(String name, String value) {
        URI page = UriBuilder.fromUri(installation.webApp())
                .path("/oauth/airbyte/callback")
                .queryParam(name, "{value}")
                .build(value);
        return RestResponse.ResponseBuilder.<Void>create(Response.Status.FOUND)
                .location(page)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    private static UUID definition(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.invalid("sourceDefId", "is no id");
        }
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound("source not found");
        }
    }
}
