package org.dalgo.people.account;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** A new password, typed twice. The web app does not send the old one. */
public record ChangePasswordRequest(
        @NotNull @Size(max = 1024) String password, @NotNull @Size(max = 1024) String confirmPassword) {

    @Override
    public String toString() {
        return "ChangePasswordRequest[]";
    }
}
