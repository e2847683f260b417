package org.dalgo.people.account;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * The proof of an address.
 *
 * @param token from the link
 */
public record VerifyEmailRequest(@NotBlank @Size(max = 100) String token) {

    @Override
    public String toString() {
        return "VerifyEmailRequest[]";
    }
}
