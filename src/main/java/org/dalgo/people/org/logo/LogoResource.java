package org.dalgo.people.org.logo;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** The logo of the caller's organisation. */
@Path("/api/org/logo/")
@Tag(name = "Organisation")
public class LogoResource {

    /** Address of a picture to take as the logo. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record LogoAddressRequest(@NotBlank @Size(max = 2000) String imageUrl) {}

    /** The outcome, in the web app's envelope. */
    public record LogoResponse(boolean success, String message, @Schema(nullable = true) Data data) {}

    /** Where the logo is now. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Data(String logoUrl, String logoFilename, Instant updatedAt) {}

    @Inject
    CurrentCaller caller;

    @Inject
    LogoService logos;

    @Inject
    Vertx vertx;

    @Context
    UriInfo uri;

    @PUT
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @PermissionsAllowed("can_edit_org_notification_settings")
    @Operation(summary = "Upload a logo")
    public Uni<LogoResponse> put(@RestForm("file") FileUpload file) {
        if (file == null) {
            throw Failure.invalid("file", "is missing");
        }
        return Uni.createFrom()
                .completionStage(() -> vertx.fileSystem()
                        .readFile(file.uploadedFile().toString())
                        .toCompletionStage())
                .map(Buffer::getBytes)
                .chain(content -> logos.put(caller.get(), content, file.fileName()))
                .map(this::stored);
    }

    @PUT
    @Path("/url/")
    @PermissionsAllowed("can_edit_org_notification_settings")
    @FailsWith(upstream = true)
    @Operation(summary = "Take the picture at an address of the public internet as the logo")
    public Uni<LogoResponse> putFrom(@NotNull @Valid LogoAddressRequest request) {
        return logos.putFromUrl(caller.get(), request.imageUrl()).map(this::stored);
    }

    @DELETE
    @PermissionsAllowed("can_edit_org_notification_settings")
    @FailsWith(Problem.NOT_FOUND)
    @Operation(summary = "Have no logo any more")
    public Uni<LogoResponse> delete() {
        return logos.delete(caller.get()).replaceWith(new LogoResponse(true, "the logo has been removed", null));
    }

    @GET
    @PermissionsAllowed("can_view_orgusers")
    @FailsWith(Problem.NOT_FOUND)
    @Operation(summary = "The picture")
    @APIResponse(
            responseCode = "200",
            description = "OK",
            content = @Content(mediaType = "image/*", schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public Uni<RestResponse<byte[]>> get() {
        // A picture that turns out to be something else must stay a picture.
        return logos.get(caller.org()).map(logoPicture -> RestResponse.ResponseBuilder.ok(logoPicture.content())
                .type(logoPicture.mediaType())
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("Cache-Control", "private, max-age=300")
                .build());
    }

    private LogoResponse stored(Logo logo) {
        String address = uri.getBaseUriBuilder()
                .path("api/org/logo/")
                .queryParam("org", caller.get().orgSlug())
                .queryParam("v", logo.version())
                .build()
                .toString();
        return new LogoResponse(true, "the logo has been stored", new Data(address, logo.filename(), logo.updatedAt()));
    }
}
