package org.dalgo.people.auth;

import java.time.Instant;
import java.util.UUID;
import org.dalgo.platform.tenancy.Row;

/**
 * An open session as its person sees it.
 *
 * @param device what the browser called itself at sign-in, or null
 * @param address network address at sign-in, or null
 * @param lastUsedAt when it was opened or last refreshed
 */
public record SessionView(
        UUID id, String device, String address, Instant createdAt, Instant lastUsedAt, Instant expiresAt) {

    static SessionView of(Row row) {
        return new SessionView(
                row.uuid("id"),
                row.text("device"),
                row.text("address"),
                row.instant("created_at"),
                row.instant("last_used_at"),
                row.instant("expires_at"));
    }
}
