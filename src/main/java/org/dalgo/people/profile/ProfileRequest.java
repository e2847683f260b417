package org.dalgo.people.profile;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * What people change about themselves; what is absent stays as it is.
 *
 * @param toupdateEmail the caller's own address, which the web app always sends; blank means the caller too
 * @param email another address, which counts when it has been verified; needs the password
 * @param active false closes the account; needs the password
 * @param password of the caller, for a change of the address and for closing the account
 * @param hasSeenRbacNotice whether the web app has explained its roles
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ProfileRequest(
        @NotNull @Size(max = 254) String toupdateEmail,
        @Size(max = 254) String email,
        Boolean active,
        Boolean hasSeenRbacNotice,
        @Size(max = 1024) String password) {

    @Override
    public String toString() {
        return "ProfileRequest[]";
    }
}
