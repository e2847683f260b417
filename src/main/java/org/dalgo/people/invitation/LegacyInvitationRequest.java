package org.dalgo.people.invitation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Whom to invite as it was said in 2024: the role by its name, for example {@code report_viewer}; also the answer. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record LegacyInvitationRequest(
        @NotBlank @Size(max = 254) String invitedEmail, @NotBlank @Size(max = 40) String invitedRoleSlug) {}
