package org.dalgo.people.auth;

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
    static SignInResponse without(SignInService.Account account) {
        return of(account, null, null);
    }

    static SignInResponse with(SignInService.Account account, Tokens tokens) {
        return of(account, tokens.access(), tokens.refresh());
    }

    private static SignInResponse of(SignInService.Account account, String access, String refresh) {
        return new SignInResponse(
                account.email(),
                account.verified(),
                account.active(),
                account.canCreateOrgs(),
                account.consultant(),
                account.platformAdmin(),
                access,
                refresh);
    }

    @Override
    public String toString() {
        return "SignInResponse[email=" + email + "]";
    }
}
