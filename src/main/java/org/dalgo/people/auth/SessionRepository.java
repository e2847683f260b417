package org.dalgo.people.auth;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Queries over sessions. All join the current transaction, which spans organisations. */
@ApplicationScoped
class SessionRepository {

    /** An open session of an active account, with what its refresh tokens are judged by. */
    static final class StoredSession {

        final long account;
        final String email;
        final RefreshChain chain;
        final int rotations;
        final Instant rotatedAt;
        final int rotationsAcknowledged;
        private final byte[] newest;

        StoredSession(Row row) {
            this.account = row.longValue("account_id");
            this.email = row.text("email");
            this.chain = new RefreshChain(row.bytes("chain_key"));
            this.rotations = row.intValue("rotations");
            this.rotatedAt = row.isNull("rotated_at") ? Instant.EPOCH : row.instant("rotated_at");
            this.rotationsAcknowledged = row.intValue("rotations_acknowledged");
            this.newest = row.bytes("refresh_hash");
        }

        /** As {@link RefreshChain#age}. */
        OptionalInt age(String secret) {
            return chain.age(secret, newest, rotations);
        }
    }

    private static final String OPEN =
            "select s.account_id, s.chain_key, s.refresh_hash, s.rotations, s.rotated_at, a.email,"
                    + " s.rotations_acknowledged"
                    + " from session s join account a on a.id = s.account_id"
                    + " where s.id = $1 and s.revoked_at is null and s.expires_at > now() and a.active";

    private final Sql sql;

    @Inject
    SessionRepository(Sql sql) {
        this.sql = sql;
    }

    Uni<Void> insert(
            UUID session, long account, Buffer refreshHash, OffsetDateTime expiresAt, String address, String device) {
        return sql.update(
                        "insert into session (id, account_id, refresh_hash, expires_at, address, device)"
                                + " values ($1, $2, $3, $4, $5, left($6, 300))",
                        session,
                        account,
                        refreshHash,
                        expiresAt,
                        address,
                        device)
                .replaceWithVoid();
    }

    /** The session, or null when it is over. */
    Uni<StoredSession> findOpen(UUID session) {
        return sql.firstRow(OPEN, session).map(row -> row == null ? null : new StoredSession(row));
    }

    /** As {@link #findOpen}; no other transaction changes the session until this one ends. */
    Uni<StoredSession> lockOpen(UUID session) {
        return sql.firstRow(OPEN + " for update of s", session).map(row -> row == null ? null : new StoredSession(row));
    }

    /** Whether the person has an open session of that id. */
    Uni<Boolean> isOpen(long account, UUID session) {
        return sql.firstRow(
                        "select 1 from session where id = $1 and account_id = $2 and revoked_at is null"
                                + " and expires_at > now()",
                        session,
                        account)
                .map(row -> row != null);
    }

    /** The person's open sessions, the last used first. */
    Uni<List<SessionView>> listOpen(long account) {
        return sql.rows(
                        "select id, device, address, created_at, last_used_at, expires_at from session"
                                + " where account_id = $1 and revoked_at is null and expires_at > now()"
                                + " order by last_used_at desc",
                        account)
                .map(rows -> rows.stream().map(SessionView::of).toList());
    }

    /** Replaces the newest refresh token. */
    Uni<Void> rotate(UUID session, Buffer refreshHash) {
        return sql.update(
                        "update session set refresh_hash = $2, rotations = rotations + 1, rotated_at = clock_timestamp(),"
                                + " last_used_at = clock_timestamp() where id = $1",
                        session,
                        refreshHash)
                .replaceWithVoid();
    }

    /** Records that the client has the refresh token of that rotation. */
    Uni<Void> acknowledge(UUID session, int rotation) {
        return sql.update(
                        "update session set rotations_acknowledged = $2 where id = $1"
                                + " and rotations_acknowledged < $2",
                        session,
                        rotation)
                .replaceWithVoid();
    }

    /** Ends a session that is not over yet. */
    Uni<Void> end(UUID session, String reason) {
        return sql.update(
                        "update session set revoked_at = now(), end_reason = $2"
                                + " where id = $1 and revoked_at is null",
                        session,
                        reason)
                .replaceWithVoid();
    }

    /**
     * Ends the person's sessions that are not over yet.
     *
     * @param kept the one that stays; null for none
     */
    Uni<Void> endAllExcept(long account, UUID kept, String reason) {
        return sql.update(
                        "update session set revoked_at = now(), end_reason = $2"
                                + " where account_id = $1 and revoked_at is null and id is distinct from $3::uuid",
                        account,
                        reason,
                        kept)
                .replaceWithVoid();
    }
}
