package org.dalgo.people.member;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.UUID;

/**
 * A change of a member; what is absent stays as it is.
 *
 * @param toupdateEmail address of the member
 * @param email their address again; only the person changes it
 * @param active whether they take part in this organisation
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record MemberChangeRequest(
        @NotBlank @Size(max = 254) String toupdateEmail,
        @Size(max = 254) String email,
        Boolean active,
        UUID roleUuid,
        Boolean hasSeenRbacNotice) {}
