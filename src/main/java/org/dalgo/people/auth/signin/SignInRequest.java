package org.dalgo.people.auth.signin;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * A sign-in.
 *
 * @param username the person's address, in any capitalisation
 * @param password what they typed
 */
public record SignInRequest(@NotBlank @Size(max = 254) String username, @NotBlank @Size(max = 1024) String password) {

    @Override
    public String toString() {
        return "SignInRequest[username=" + username + "]";
    }
}
