package org.dalgo.people.role;

import java.util.UUID;

/**
 * A role that the caller may give to others.
 *
 * @param slug one of the four that the web app knows; two roles may share it
 */
public record RoleResponse(UUID uuid, String slug, String name) {

    static RoleResponse of(RoleView role) {
        return new RoleResponse(role.uuid(), role.wireSlug(), role.name());
    }
}
