package org.dalgo.people.auth;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.dalgo.platform.tenancy.Sql;

/** Rows of signing keys. All methods join the current transaction, which spans organisations. */
@ApplicationScoped
class SigningKeyRepository {

    /**
     * A key pair as it is stored.
     *
     * @param publicKey its encoding
     * @param privateKey its encoding, sealed
     * @param retiredAt when its last token is over; null for a key that signs
     */
    record StoredKey(String kid, Buffer publicKey, Buffer privateKey, Instant retiredAt) {}

    // Two replicas that start together on an empty table must agree on one key.
    private static final long LOCK = 0x6b657973L;

    private final Sql sql;

    @Inject
    SigningKeyRepository(Sql sql) {
        this.sql = sql;
    }

    /** One replica at a time, until its transaction ends. */
    Uni<Void> lock() {
        return sql.rows("select pg_advisory_xact_lock($1)", LOCK).replaceWithVoid();
    }

    /** Keys whose tokens are accepted, the newest first. */
    Uni<List<StoredKey>> listAccepted() {
        return sql.rows("select kid, public_key, private_key, retired_at from signing_key"
                        + " where retired_at is null or retired_at > now() order by created_at desc, kid")
                .map(rows -> rows.stream()
                        .map(row -> new StoredKey(
                                row.text("kid"),
                                Buffer.buffer(row.bytes("public_key")),
                                Buffer.buffer(row.bytes("private_key")),
                                row.instant("retired_at")))
                        .toList());
    }

    Uni<Void> insert(String kid, byte[] publicKey, byte[] privateKey) {
        return sql.update(
                        "insert into signing_key (kid, public_key, private_key) values ($1, $2, $3)",
                        kid,
                        Buffer.buffer(publicKey),
                        Buffer.buffer(privateKey))
                .replaceWithVoid();
    }

    /** Has the keys that sign now accepted until that time only. */
    Uni<Void> retire(OffsetDateTime end) {
        return sql.update("update signing_key set retired_at = $1 where retired_at is null", end)
                .replaceWithVoid();
    }
}
