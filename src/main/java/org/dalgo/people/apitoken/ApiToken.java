package org.dalgo.people.apitoken;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An API token of an organisation, without its text.
 *
 * @param permissions slugs
 * @param createdBy address of the person for whom it acts
 * @param lastUsedAt to the minute; null before its first use
 */
record ApiToken(
        UUID id,
        String name,
        List<String> permissions,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        Instant lastUsedAt) {}
