package org.dalgo.people.account;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * A new password by a link.
 *
 * @param token from the link
 */
public record ResetPasswordRequest(
        @NotBlank @Size(max = 100) String token, @NotNull @Size(max = 1024) String password) {

    @Override
    public String toString() {
        return "ResetPasswordRequest[]";
    }
}
