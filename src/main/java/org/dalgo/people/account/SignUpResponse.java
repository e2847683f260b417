package org.dalgo.people.account;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * A person without an organisation, in the shape of a member. It has no id: that would reveal whether the account is new.
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SignUpResponse(
        Long userId,
        String email,
        Object org,
        boolean active,
        String wtype,
        boolean isDemo,
        String newRoleSlug,
        List<String> permissions) {

    static SignUpResponse of(String email) {
        return new SignUpResponse(null, email, null, true, null, false, null, List.of());
    }
}
