package org.dalgo.people.role;

import java.util.UUID;

/**
 * A role that the caller may give to others.
 *
 * @param slug the role's own, by which the web app finds the role of a member; no two roles share it
 */
public record RoleResponse(UUID uuid, String slug, String name) {

    static RoleResponse of(RoleView role) {
        return new RoleResponse(role.uuid(), RoleView.publicSlug(role.slug()), role.name());
    }
}
