package org.dalgo.people.auth;

import java.util.UUID;

/**
 * A session was ended on this replica: whoever remembers something of it forgets it.
 *
 * @param session the session
 */
public record SessionEnded(UUID session) {}
