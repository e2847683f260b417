package org.dalgo.people.account;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A person without an organisation, in the shape of a member. It has no id: that would reveal whether the account is new.
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SignUpResponse(
        @Schema(nullable = true) Long userId,
        String email,
        @Schema(nullable = true) Object org,
        boolean active,
        @Schema(nullable = true) String wtype,
        boolean isDemo,
        @Schema(nullable = true) String newRoleSlug,
        List<String> permissions) {

    static SignUpResponse of(String email) {
        return new SignUpResponse(null, email, null, true, null, false, null, List.of());
    }
}
