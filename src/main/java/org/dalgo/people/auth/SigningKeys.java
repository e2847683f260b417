package org.dalgo.people.auth;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Sql;

/**
 * The Ed25519 keys that sign access tokens, shared by all replicas through the database. The newest signs; every one
 * that is not retired is accepted.
 */
@ApplicationScoped
class SigningKeys {

    /** One key pair under its name in the token's header. */
    record Key(String kid, PublicKey publicKey, PrivateKey privateKey) {}

    private static final String ALGORITHM = "Ed25519";

    // Two replicas that start together on an empty table must agree on one key.
    private static final long CREATION_LOCK = 0x6b657973L;

    private final Door door;
    private final Sql sql;

    private volatile Map<String, Key> keys = Map.of();

    @Inject
    SigningKeys(Door door, Sql sql) {
        this.door = door;
        this.sql = sql;
    }

    /** The key that signs now. */
    Uni<Key> current() {
        Map<String, Key> known = keys;
        return known.isEmpty()
                ? load().map(SigningKeys::newest)
                : Uni.createFrom().item(newest(known));
    }

    /** The key of that name, or null; an unknown name is looked up once, as another replica may have made it. */
    Uni<Key> named(String kid) {
        Key known = keys.get(kid);
        return known == null
                ? load().map(fresh -> fresh.get(kid))
                : Uni.createFrom().item(known);
    }

    private static Key newest(Map<String, Key> keys) {
        return keys.values().iterator().next();
    }

    private Uni<Map<String, Key>> load() {
        return door.acrossOrganisations("signing keys", () -> read().chain(this::createFirst))
                .invoke(fresh -> keys = fresh);
    }

    private Uni<Map<String, Key>> read() {
        return sql.select("select kid, public_key, private_key from signing_key where retired_at is null"
                        + " order by created_at desc, kid")
                .map(SigningKeys::parse);
    }

    private Uni<Map<String, Key>> createFirst(Map<String, Key> found) {
        if (!found.isEmpty()) {
            return Uni.createFrom().item(found);
        }
        return sql.select("select pg_advisory_xact_lock($1)", CREATION_LOCK)
                .chain(this::read)
                .chain(again -> again.isEmpty()
                        ? insert().chain(this::read)
                        : Uni.createFrom().item(again));
    }

    private Uni<Integer> insert() {
        KeyPair pair = generate();
        return sql.update(
                "insert into signing_key (kid, public_key, private_key) values ($1, $2, $3)",
                UUID.randomUUID().toString(),
                io.vertx.core.buffer.Buffer.buffer(pair.getPublic().getEncoded()),
                io.vertx.core.buffer.Buffer.buffer(pair.getPrivate().getEncoded()));
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + ALGORITHM, e);
        }
    }

    private static Map<String, Key> parse(List<Object[]> rows) {
        Map<String, Key> keys = new LinkedHashMap<>();
        try {
            KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
            for (Object[] row : rows) {
                String kid = (String) row[0];
                PublicKey publicKey = factory.generatePublic(new X509EncodedKeySpec(bytes(row[1])));
                PrivateKey privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(bytes(row[2])));
                keys.put(kid, new Key(kid, publicKey, privateKey));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a signing key in the database cannot be read", e);
        }
        return keys;
    }

    private static byte[] bytes(Object column) {
        return column instanceof io.vertx.core.buffer.Buffer buffer ? buffer.getBytes() : (byte[]) column;
    }
}
