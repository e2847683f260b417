package org.dalgo.people.auth;

import java.time.Instant;
import java.util.UUID;
import org.dalgo.platform.tenancy.Columns;

/**
 * An open session as its person sees it.
 *
 * @param device what the browser called itself at sign-in, or null
 * @param address network address at sign-in, or null
 * @param lastUsedAt when it was opened or last refreshed
 */
public record SessionView(
        UUID id, String device, String address, Instant createdAt, Instant lastUsedAt, Instant expiresAt) {

    static SessionView of(Object[] row) {
        return new SessionView(
                (UUID) row[0],
                (String) row[1],
                (String) row[2],
                Columns.instant(row[3]),
                Columns.instant(row[4]),
                Columns.instant(row[5]));
    }
}
