package org.dalgo.people.auth.signin;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.security.RequestCredentials;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Signing in and out, refreshing a session, and the sessions one has. */
@Path("/api")
@Tag(name = "Session")
public class SignInResource {

    private static final Map<String, Boolean> SUCCESS = Map.of("success", true);

    @Inject
    SignInService service;

    @Inject
    CurrentCaller caller;

    @Inject
    SessionCookies cookies;

    @POST
    @Path("/v2/login/")
    @PermitAll
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Sign in; the tokens travel as cookies")
    public Uni<RestResponse<SignInResponse>> signIn(@NotNull @Valid SignInRequest request) {
        return service.signIn(request).map(person -> cookies.put(
                        ResponseBuilder.ok(SignInResponse.withoutTokens(person.account())), person.tokens())
                .build());
    }

    @POST
    @Path("/login/")
    @PermitAll
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Sign in; the tokens are in the answer")
    public Uni<SignInResponse> signInForTokens(@NotNull @Valid SignInRequest request) {
        return service.signIn(request).map(person -> SignInResponse.withTokens(person.account(), person.tokens()));
    }

    @POST
    @Path("/v2/token/refresh")
    @PermitAll
    @FailsWith(Problem.UNAUTHENTICATED)
    @Operation(summary = "Exchange the refresh cookie for a new pair of cookies")
    public Uni<RestResponse<Map<String, Boolean>>> refresh(
            @CookieParam(RequestCredentials.REFRESH_COOKIE) String refreshToken) {
        return service.refresh(refreshToken).map(tokenPair -> cookies.put(ResponseBuilder.ok(SUCCESS), tokenPair)
                .build());
    }

    @POST
    @Path("/logout/")
    @Authenticated
    @Operation(summary = "End this session")
    public Uni<RestResponse<Map<String, Boolean>>> signOut() {
        return service.signOut(caller.principal()).replaceWith(cookies::clear);
    }

    @POST
    @Path("/logout/all")
    @Authenticated
    @Operation(summary = "End all sessions of the caller, on every device")
    public Uni<RestResponse<Map<String, Boolean>>> signOutEverywhere() {
        return service.signOutEverywhere(caller.principal()).replaceWith(cookies::clear);
    }

    @GET
    @Path("/sessions")
    @Authenticated
    @Operation(summary = "Open sessions of the caller, the last used first")
    public Uni<List<SessionResponse>> listSessions() {
        UUID current = caller.principal().session();
        return service.sessions(caller.principal()).map(found -> found.stream()
                .map(session -> SessionResponse.of(session, current))
                .toList());
    }

    @DELETE
    @Path("/sessions/{session_id}")
    @Authenticated
    @Operation(summary = "End one session of the caller")
    public Uni<Map<String, Boolean>> endSession(@PathParam("session_id") String id) {
        return service.signOut(caller.principal(), parse(id)).replaceWith(SUCCESS);
    }

    private static UUID parse(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound("This session does not exist, or it is over.");
        }
    }
}
