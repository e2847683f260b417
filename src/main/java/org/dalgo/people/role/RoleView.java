package org.dalgo.people.role;

import java.util.UUID;

/**
 * A role as other rooms see it. Roles are rows: an operator may add one.
 *
 * @param id primary key
 * @param uuid by which clients name it
 * @param name as people read it
 * @param wireSlug which of the web app's four roles it shows itself as
 * @param level rank; a higher one manages a lower one
 */
public record RoleView(int id, UUID uuid, String name, String wireSlug, int level) {}
