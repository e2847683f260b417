package org.dalgo.people.auth.signin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Answer to a sign-in.
 *
 * @param token access token, for clients that keep it themselves; absent when it travels as a cookie
 * @param refreshToken as {@code token}
 */
public record SignInResponse(
        String email,
        @JsonProperty("email_verified") boolean emailVerified,
        boolean active,
        @JsonProperty("can_create_orgs") boolean canCreateOrgs,
        @JsonProperty("is_consultant") boolean isConsultant,
        @JsonProperty("is_platform_admin") boolean isPlatformAdmin,
        @JsonInclude(JsonInclude.Include.NON_NULL) String token,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("refresh_token") String refreshToken) {

    /** For a browser, which gets its tokens as cookies. */
    static SignInResponse withoutTokens(SignInAccount signInAccount) {
        return of(signInAccount, null, null);
    }

    static SignInResponse withTokens(SignInAccount signInAccount, TokenPair tokenPair) {
        return of(signInAccount, tokenPair.access(), tokenPair.refresh());
    }

    private static SignInResponse of(SignInAccount signInAccount, String access, String refresh) {
        return new SignInResponse(
                signInAccount.email(),
                signInAccount.verified(),
                signInAccount.active(),
                signInAccount.canCreateOrgs(),
                signInAccount.consultant(),
                signInAccount.platformAdmin(),
                access,
                refresh);
    }

    @Override
    public String toString() {
        return "SignInResponse[email=" + email + "]";
    }
}
