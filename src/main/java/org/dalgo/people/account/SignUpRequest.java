package org.dalgo.people.account;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * A sign-up.
 *
 * @param signupcode what only those know who may open an account
 */
public record SignUpRequest(
        @NotBlank @Size(max = 254) String email,
        @NotNull @Size(max = 1024) String password,
        @NotNull @Size(max = 254) String signupcode) {

    @Override
    public String toString() {
        return "SignUpRequest[email=" + email + "]";
    }
}
