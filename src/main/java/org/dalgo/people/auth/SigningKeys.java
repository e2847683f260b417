package org.dalgo.people.auth;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
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
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.Secrets;
import org.dalgo.platform.secret.UnreadableSecret;
import org.jboss.logging.Logger;

/**
 * The Ed25519 keys that sign access tokens, shared by all replicas through the database, where their private halves are
 * sealed. The newest signs; every one that is not retired is accepted.
 */
@ApplicationScoped
class SigningKeys {

    private static final Logger LOG = Logger.getLogger(SigningKeys.class);

    /** One key pair under its name in the token's header. */
    record Key(String kid, PublicKey publicKey, PrivateKey privateKey) {}

    private static final String ALGORITHM = "Ed25519";

    // Two replicas that start together on an empty table must agree on one key.
    private static final long CREATION_LOCK = 0x6b657973L;

    private final Door door;
    private final Sql sql;
    private final Secrets secrets;

    private volatile Map<String, Key> keys = Map.of();

    @Inject
    SigningKeys(Door door, Sql sql, Secrets secrets) {
        this.door = door;
        this.sql = sql;
        this.secrets = secrets;
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
        return door.acrossOrganisations(Purpose.SIGNING_KEYS, () -> read().chain(this::createFirst))
                .invoke(fresh -> keys = fresh);
    }

    private Uni<Map<String, Key>> read() {
        return sql.select("select kid, public_key, private_key from signing_key where retired_at is null"
                        + " order by created_at desc, kid")
                .map(this::parse);
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
        String kid = UUID.randomUUID().toString();
        return sql.update(
                "insert into signing_key (kid, public_key, private_key) values ($1, $2, $3)",
                kid,
                Buffer.buffer(pair.getPublic().getEncoded()),
                Buffer.buffer(seal(kid, pair.getPrivate()).bytes()));
    }

    private SealedSecret seal(String kid, PrivateKey key) {
        return secrets.seal(Secret.of(Base64.getEncoder().encodeToString(key.getEncoded())), owner(kid));
    }

    private byte[] open(String kid, byte[] sealed) {
        return Base64.getDecoder()
                .decode(secrets.open(SealedSecret.of(sealed), owner(kid)).reveal());
    }

    static String owner(Object kid) {
        return "signing key " + kid;
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + ALGORITHM, e);
        }
    }

    private Map<String, Key> parse(List<Object[]> rows) {
        Map<String, Key> keys = new LinkedHashMap<>();
        for (Object[] row : rows) {
            String kid = (String) row[0];
            try {
                keys.put(kid, key(kid, bytes(row[1]), open(kid, bytes(row[2]))));
            } catch (UnreadableSecret e) {
                // People sign in again; that is better than nobody being able to.
                LOG.warnf("the signing key %s cannot be used: %s", kid, e.getMessage());
            }
        }
        return keys;
    }

    private static Key key(String kid, byte[] publicKey, byte[] privateKey) {
        try {
            KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
            return new Key(
                    kid,
                    factory.generatePublic(new X509EncodedKeySpec(publicKey)),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the signing key " + kid + " cannot be read", e);
        }
    }

    private static byte[] bytes(Object column) {
        return column instanceof Buffer buffer ? buffer.getBytes() : (byte[]) column;
    }
}
