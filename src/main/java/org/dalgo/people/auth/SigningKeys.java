package org.dalgo.people.auth;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.dalgo.people.auth.SigningKeyRepository.StoredKey;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.pubsub.PgNotifications;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.SecretCipher;
import org.dalgo.platform.secret.UnreadableSecret;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.jboss.logging.Logger;

/**
 * The Ed25519 keys that sign access tokens, shared by all replicas through the database, where their private halves are
 * sealed. The newest signs; each is accepted until the last token that it signed is over.
 */
@ApplicationScoped
public class SigningKeys {

    private static final Logger LOG = Logger.getLogger(SigningKeys.class);

    /**
     * One key pair under its name in the token's header.
     *
     * @param acceptedUntil when the last token that it signed is over; null for a key that may sign
     */
    record SigningKey(String kid, PublicKey publicKey, PrivateKey privateKey, Instant acceptedUntil) {

        private boolean signs() {
            return acceptedUntil == null;
        }

        private boolean isAccepted() {
            return signs() || Instant.now().isBefore(acceptedUntil);
        }

        @Override
        public String toString() {
            return "SigningKey[kid=" + kid + "]";
        }
    }

    private static final String CHANNEL = "signing_key";

    private static final String ALGORITHM = "Ed25519";

    /** Clocks of replicas differ. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final TenantTransactions tenantTransactions;
    private final SigningKeyRepository repository;
    private final SecretCipher secretCipher;
    private final PgNotifications pgNotifications;
    private final AuditLog auditLog;
    private final AuthConfig config;

    private volatile Map<String, SigningKey> keys = Map.of();

    /** Counts changes, so that keys read before a change are not cached after it. */
    private final AtomicLong changes = new AtomicLong();

    @Inject
    SigningKeys(
            TenantTransactions tenantTransactions,
            SigningKeyRepository repository,
            SecretCipher secretCipher,
            PgNotifications pgNotifications,
            AuditLog auditLog,
            AuthConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
        this.secretCipher = secretCipher;
        this.pgNotifications = pgNotifications;
        this.auditLog = auditLog;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        pgNotifications.listen(CHANNEL, new PgNotifications.Listener() {
            @Override
            public void onMessage(String payload) {
                evictCached();
            }

            @Override
            public void onReconnect() {
                evictCached();
            }
        });
    }

    /**
     * Makes a new key, which signs from now on. Tokens of the old ones are accepted until the last of them expires, so
     * all sessions stay valid.
     *
     * @return name of the new key
     */
    public Uni<String> rotate() {
        String kid = UUID.randomUUID().toString();
        OffsetDateTime end = OffsetDateTime.now(ZoneOffset.UTC)
                .plus(config.accessTokenLife())
                .plus(SKEW);
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.SIGNING_KEYS, () -> repository
                        .lock()
                        .chain(() -> repository.retire(end))
                        .chain(() -> insert(kid))
                        .chain(() -> pgNotifications.publish(CHANNEL, kid)))
                .invoke(this::evictCached)
                .replaceWith(kid);
    }

    /** As {@link #rotate()}, with an entry of the actor in the audit log. */
    public Uni<String> rotate(String actor) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.OPERATOR, () -> rotate().call(
                        kid -> auditLog.recordFor(0, actor, null, AuditAction.OPERATE, "signing_key", kid, Map.of())));
    }

    /** The key that signs now. */
    Uni<SigningKey> current() {
        return newest(keys).map(Uni.createFrom()::item).orElseGet(() -> load().map(fresh ->
                newest(fresh).orElseThrow(() -> new IllegalStateException("there is no key that can sign tokens"))));
    }

    /**
     * The key with that id, or null when it is absent or expired. An unknown id is looked up, because another replica
     * may have created the key.
     */
    Uni<SigningKey> findByKid(String kid) {
        SigningKey known = keys.get(kid);
        Uni<SigningKey> found = known == null
                ? load().map(fresh -> fresh.get(kid))
                : Uni.createFrom().item(known);
        return found.map(signingKey -> signingKey == null || !signingKey.isAccepted() ? null : signingKey);
    }

    private static Optional<SigningKey> newest(Map<String, SigningKey> keys) {
        return keys.values().stream().filter(SigningKey::signs).findFirst();
    }

    private Uni<Map<String, SigningKey>> load() {
        long before = changes.get();
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.SIGNING_KEYS, () -> read().chain(this::createFirst))
                .invoke(fresh -> {
                    keys = fresh;
                    if (changes.get() != before) {
                        keys = Map.of();
                    }
                });
    }

    private void evictCached() {
        changes.incrementAndGet();
        keys = Map.of();
    }

    private Uni<Map<String, SigningKey>> read() {
        return repository.listAccepted().map(this::parse);
    }

    private Uni<Map<String, SigningKey>> createFirst(Map<String, SigningKey> found) {
        if (newest(found).isPresent()) {
            return Uni.createFrom().item(found);
        }
        return repository
                .lock()
                .chain(this::read)
                .chain(again -> newest(again).isPresent()
                        ? Uni.createFrom().item(again)
                        : insert(UUID.randomUUID().toString()).chain(this::read));
    }

    private Uni<Void> insert(String kid) {
        KeyPair pair = generate();
        return repository.insert(
                kid, pair.getPublic().getEncoded(), seal(kid, pair.getPrivate()).bytes());
    }

    private SealedSecret seal(String kid, PrivateKey key) {
        return secretCipher.seal(Secret.of(Base64.getEncoder().encodeToString(key.getEncoded())), owner(kid));
    }

    private byte[] open(String kid, byte[] sealed) {
        return Base64.getDecoder()
                .decode(secretCipher.open(SealedSecret.of(sealed), owner(kid)).reveal());
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

    private Map<String, SigningKey> parse(List<StoredKey> stored) {
        Map<String, SigningKey> keys = new LinkedHashMap<>();
        for (StoredKey found : stored) {
            String kid = found.kid();
            try {
                keys.put(
                        kid,
                        key(
                                kid,
                                found.publicKey().getBytes(),
                                open(kid, found.privateKey().getBytes()),
                                found.retiredAt()));
            } catch (UnreadableSecret e) {
                // Its sessions end, and new sign-ins work with another key.
                LOG.warnf("the signing key %s cannot be used: %s", kid, e.getMessage());
            }
        }
        return keys;
    }

    private static SigningKey key(String kid, byte[] publicKey, byte[] privateKey, Instant acceptedUntil) {
        try {
            KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
            return new SigningKey(
                    kid,
                    factory.generatePublic(new X509EncodedKeySpec(publicKey)),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey)),
                    acceptedUntil);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the signing key " + kid + " cannot be read", e);
        }
    }
}
