package org.dalgo.people.invitation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * An answer to an invitation.
 *
 * @param inviteCode from the mail
 * @param password of the account that is made; not needed with an existing account
 * @param workDomain what the person does, in one of the web app's words; or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AcceptanceRequest(
        @NotBlank @Size(max = 100) String inviteCode,
        @Size(max = 1024) String password,
        @Pattern(
                        regexp = "^(monitoring_evaluation|program_implementation|data_technology|leadership"
                                + "|external_consultant)$",
                        message = "This is not a known work domain. Choose one of the list.")
                String workDomain) {

    @Override
    public String toString() {
        return "AcceptanceRequest[workDomain=" + workDomain + "]";
    }
}
