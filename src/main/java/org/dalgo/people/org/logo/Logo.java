package org.dalgo.people.org.logo;

import java.time.Instant;
import java.util.UUID;

/**
 * The stored logo of an organisation, without its bytes.
 *
 * @param version another one whenever the picture changes
 * @param filename name of the file that was uploaded; null for one that came from an address
 */
record Logo(UUID version, String filename, Instant updatedAt) {}
