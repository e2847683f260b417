package org.dalgo.upstream.airbyte.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.util.UUID;
import org.dalgo.upstream.airbyte.http.JsonFields;

/**
 * What a server says about itself.
 *
 * @param version release, for example {@code 1.8.0}; empty when it does not tell (before 0.50.34)
 * @param edition {@code community}, {@code pro} …
 * @param authMode {@code none}, {@code simple} or {@code oidc}; empty before 0.63
 * @param organizationId organisation that new workspaces go to
 */
public record AirbyteInstance(String version, String edition, String authMode, UUID organizationId) {

    private static final Pattern SEPARATOR = Pattern.compile("[.-]");

    /** The one organisation of every self-hosted community server. */
    static final UUID DEFAULT_ORGANIZATION = new UUID(0, 0);

    static AirbyteInstance from(JsonNode json) {
        return new AirbyteInstance(
                json.path("version").asText(""),
                json.path("edition").asText(""),
                json.path("auth").path("mode").asText(""),
                JsonFields.id(json, "defaultOrganizationId").orElse(DEFAULT_ORGANIZATION));
    }

    /** Whether the release is this one or a later one. A version that is no number (a development build) is the latest. */
    public boolean isAtLeast(int major, int minor) {
        String[] parts = SEPARATOR.split(version, 3);
        try {
            int ownMajor = Integer.parseInt(parts[0]);
            int ownMinor = Integer.parseInt(parts[1]);
            return ownMajor > major || (ownMajor == major && ownMinor >= minor);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return true;
        }
    }
}
