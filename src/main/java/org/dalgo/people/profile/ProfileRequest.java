package org.dalgo.people.profile;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * What people change about themselves; what is absent stays as it is.
 *
 * @param toupdateEmail always sent, without a meaning: nobody changes another person here
 * @param email another address, which counts when it has been proved
 * @param active false closes the account
 * @param hasSeenRbacNotice whether the web app has explained its roles
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ProfileRequest(
        @NotNull @Size(max = 254) String toupdateEmail,
        @Size(max = 254) String email,
        Boolean active,
        Boolean hasSeenRbacNotice) {}
