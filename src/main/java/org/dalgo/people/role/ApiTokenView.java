package org.dalgo.people.role;

import java.time.Instant;
import java.util.UUID;

/**
 * Facts of an API token that never change.
 *
 * @param account of its creator
 */
record ApiTokenView(UUID id, long account, Instant expiresAt) {}
