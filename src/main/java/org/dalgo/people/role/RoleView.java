package org.dalgo.people.role;

import java.util.UUID;

/**
 * A role as other rooms see it. Roles are rows: an operator may add one.
 *
 * @param id primary key
 * @param uuid by which clients name it
 * @param name as people read it
 * @param slug name of the role in the rows
 * @param wireSlug which of the web app's four roles gates the pages of its members
 * @param level rank; a higher one manages a lower one
 */
public record RoleView(int id, UUID uuid, String slug, String name, String wireSlug, int level) {

    /** The role's own slug in the spelling of the web app, for example {@code account-manager}; no two roles share it. */
    public static String publicSlug(String slug) {
        return slug.replace('_', '-');
    }
}
