package org.dalgo.people.auth;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.NewCookie;
import java.util.Map;
import org.dalgo.platform.access.CurrentCaller;
import org.dalgo.platform.access.Guard;
import org.dalgo.platform.access.Public;
import org.dalgo.platform.access.Requires;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Signing in and out, and refreshing a session. */
@Path("/api")
@Tag(name = "Session")
public class SignInResource {

    private static final Map<String, Boolean> SUCCESS = Map.of("success", true);

    @Inject
    SignInService service;

    @Inject
    CurrentCaller caller;

    @Inject
    AuthConfig config;

    @POST
    @Path("/v2/login/")
    @Public
    @Operation(summary = "Sign in; the tokens travel as cookies")
    public Uni<RestResponse<SignInResponse>> signIn(@NotNull @Valid SignInRequest request) {
        return service.signIn(request).map(tokens -> ResponseBuilder.ok(answer(tokens, false))
                .cookie(cookie(Guard.ACCESS_COOKIE, tokens.access()))
                .cookie(cookie(Guard.REFRESH_COOKIE, tokens.refresh()))
                .build());
    }

    @POST
    @Path("/login/")
    @Public
    @Operation(summary = "Sign in; the tokens are in the answer")
    public Uni<SignInResponse> signInForTokens(@NotNull @Valid SignInRequest request) {
        return service.signIn(request).map(tokens -> answer(tokens, true));
    }

    @POST
    @Path("/v2/token/refresh")
    @Public
    @Operation(summary = "Exchange the refresh cookie for a new access cookie")
    public Uni<RestResponse<Map<String, Boolean>>> refresh(@CookieParam(Guard.REFRESH_COOKIE) String refreshToken) {
        return service.refresh(refreshToken).map(access -> ResponseBuilder.ok(SUCCESS)
                .cookie(cookie(Guard.ACCESS_COOKIE, access))
                .build());
    }

    @POST
    @Path("/logout/")
    @Requires
    @Operation(summary = "End this session")
    public Uni<RestResponse<Map<String, Boolean>>> signOut() {
        return service.signOut(caller.get().session()).replaceWith(() -> ResponseBuilder.ok(SUCCESS)
                .cookie(expired(Guard.ACCESS_COOKIE))
                .cookie(expired(Guard.REFRESH_COOKIE))
                .build());
    }

    private static SignInResponse answer(SignInService.Tokens tokens, boolean inBody) {
        return new SignInResponse(
                tokens.email(),
                tokens.emailVerified(),
                true,
                false,
                false,
                false,
                inBody ? tokens.access() : null,
                inBody ? tokens.refresh() : null);
    }

    // No Max-Age: if the access cookie vanished before the refresh cookie, the web app would sign the person out.
    private NewCookie cookie(String name, String value) {
        return builder(name).value(value).build();
    }

    private NewCookie expired(String name) {
        return builder(name).value("").maxAge(0).build();
    }

    private NewCookie.Builder builder(String name) {
        return new NewCookie.Builder(name)
                .path("/")
                .httpOnly(true)
                .secure(config.secureCookies())
                .sameSite(NewCookie.SameSite.LAX);
    }
}
