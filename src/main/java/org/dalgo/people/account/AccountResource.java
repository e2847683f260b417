package org.dalgo.people.account;

import io.quarkus.security.Authenticated;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Map;
import org.dalgo.people.auth.signin.SessionCookies;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Opening an account, its password and the proof of its address. */
@Path("/api")
@Tag(name = "Account")
public class AccountResource {

    private static final Map<String, Integer> SUCCESS = Map.of("success", 1);

    @Inject
    PasswordService passwords;

    @Inject
    VerificationService verification;

    @Inject
    SignUpService signUps;

    @Inject
    CurrentCaller caller;

    @Inject
    SessionCookies cookies;

    @POST
    @Path("/organizations/users/")
    @PermitAll
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Open an account with the sign-up code; the answer is the same when there is one already")
    public Uni<SignUpResponse> signUp(@NotNull @Valid SignUpRequest request) {
        return signUps.signUp(request).map(done -> SignUpResponse.of(request.email()));
    }

    @POST
    @Path("/users/forgot_password_v2/")
    @PermitAll
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Ask for a link to set a new password; the answer does not reveal whether there is an account")
    public Uni<Map<String, Integer>> forgotPassword(@NotNull @Valid ForgotPasswordRequest request) {
        return passwords.requestReset(request.email()).replaceWith(SUCCESS);
    }

    @POST
    @Path("/users/forgot_password/")
    @PermitAll
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "The same under its older name")
    public Uni<Map<String, Integer>> forgotPasswordLegacy(@NotNull @Valid ForgotPasswordRequest request) {
        return forgotPassword(request);
    }

    @POST
    @Path("/users/reset_password/")
    @PermitAll
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Set a new password by the token of a link; ends all sessions")
    public Uni<Map<String, Integer>> resetPassword(@NotNull @Valid ResetPasswordRequest request) {
        return passwords.reset(request.token(), request.password()).replaceWith(SUCCESS);
    }

    @POST
    @Path("/users/change_password/")
    @Authenticated
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Set a new password; ends the caller's other sessions")
    public Uni<RestResponse<Map<String, Integer>>> changePassword(@NotNull @Valid ChangePasswordRequest request) {
        if (!request.password().equals(request.confirmPassword())) {
            throw Failure.badRequest("The two passwords differ. Type the new password twice.");
        }
        return passwords.change(caller.principal(), request.password()).map(tokens -> {
            ResponseBuilder<Map<String, Integer>> answer = ResponseBuilder.ok(SUCCESS);
            return tokens.map(pair -> cookies.put(answer, pair)).orElse(answer).build();
        });
    }

    @POST
    @Path("/users/verify_email/")
    @PermitAll
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Prove an address by the token of a link")
    public Uni<Map<String, Integer>> verifyEmail(@NotNull @Valid VerifyEmailRequest request) {
        return verification.verify(request.token()).replaceWith(SUCCESS);
    }

    @GET
    @Path("/users/verify_email/resend")
    @PermissionsAllowed("can_resend_email_verification")
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Send the caller another link to prove their address")
    public Uni<Map<String, Integer>> resendVerification() {
        Caller me = caller.get();
        return verification.resend(me.account(), me.email()).replaceWith(SUCCESS);
    }
}
