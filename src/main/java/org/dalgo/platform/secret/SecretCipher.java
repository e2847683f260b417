package org.dalgo.platform.secret;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts and decrypts credentials with AES-256-GCM. A sealed credential is bound to its owner: copied to another
 * organisation, it cannot be decrypted. It carries the id of its key, so that keys rotate row by row.
 */
@ApplicationScoped
public class SecretCipher {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int TAG_BITS = 128;
    private static final String MAC = "HmacSHA256";
    private static final String FINGERPRINT = "fingerprint of ";

    private final KeyRing keys;

    /** Takes the keys of the configuration; development and tests make one when there is none. */
    @Inject
    public SecretCipher(SecretConfig config) {
        this(ring(config, LaunchMode.current()));
    }

    SecretCipher(KeyRing keys) {
        this.keys = keys;
    }

    /** Makes the bean at the start, so that a missing key is found then and not with the first credential. */
    void check(@Observes StartupEvent start) {
        keys.currentId();
    }

    /**
     * Encrypts a credential with the current key.
     *
     * @param owner who it belongs to, for example {@code "warehouse of org 7"}; the same text is needed to open it
     */
    public SealedSecret seal(Secret secret, String owner) {
        byte[] header = SealedSecret.header(keys.currentId());
        byte[] nonce = new byte[SealedSecret.NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        SecretKey key = keys.key(keys.currentId()).orElseThrow();
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, header, owner);
            return SealedSecret.join(
                    header, nonce, cipher.doFinal(secret.reveal().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a credential cannot be encrypted", e);
        }
    }

    /**
     * Decrypts a credential.
     *
     * @param owner the text given when it was sealed
     * @throws UnreadableSecret when its key is unknown, the owner is another or the bytes were changed
     */
    public Secret open(SealedSecret sealed, String owner) {
        SecretKey key = keys.key(sealed.keyId())
                .orElseThrow(() -> new UnreadableSecret(
                        "a stored credential needs the key " + sealed.keyId()
                                + ", which dalgo.secret.keys does not hold",
                        null));
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, sealed.nonce(), sealed.header(), owner);
            return Secret.of(new String(cipher.doFinal(sealed.encrypted()), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new UnreadableSecret("a stored credential does not open: changed, or not of this owner", e);
        }
    }

    /**
     * 32 bytes by which the same secret of the same owner is recognised while the current key is current. Without the key
     * nothing can be guessed from them.
     */
    public byte[] fingerprint(Secret secret, String owner) {
        SecretKey key = keys.key(keys.currentId()).orElseThrow();
        try {
            // A key of its own: the one that encrypts is used for nothing else.
            byte[] derived = mac(key, FINGERPRINT).doFinal(owner.getBytes(StandardCharsets.UTF_8));
            return mac(new SecretKeySpec(derived, MAC), "")
                    .doFinal(secret.reveal().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a credential cannot be fingerprinted", e);
        }
    }

    private static Mac mac(SecretKey key, String prefix) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(MAC);
        mac.init(new SecretKeySpec(key.getEncoded(), MAC));
        mac.update(prefix.getBytes(StandardCharsets.UTF_8));
        return mac;
    }

    /** Id of the key that seals now. */
    String currentKey() {
        return keys.currentId();
    }

    /** Whether the key is there to open what it sealed. */
    boolean knows(String key) {
        return keys.key(key).isPresent();
    }

    /** Whether it was sealed with an older key and should be sealed anew. */
    public boolean isOutdated(SealedSecret sealed) {
        return !sealed.keyId().equals(keys.currentId());
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] header, String owner)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        byte[] ownerBytes = owner.getBytes(StandardCharsets.UTF_8);
        cipher.updateAAD(ByteBuffer.allocate(header.length + ownerBytes.length)
                .put(header)
                .put(ownerBytes)
                .array());
        return cipher;
    }

    static KeyRing ring(SecretConfig config, LaunchMode mode) {
        if (!config.keys().isEmpty() || mode == LaunchMode.NORMAL) {
            return KeyRing.of(config.keys(), config.current());
        }
        String key =
                config.developmentKeyFile().map(DevelopmentKey::loadOrCreate).orElseGet(DevelopmentKey::generate);
        return KeyRing.of(Map.of(DevelopmentKey.ID, key), Optional.empty());
    }
}
