package org.dalgo.people.auth;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.OptionalInt;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.dalgo.platform.digest.ConstantTime;
import org.dalgo.platform.digest.Sha256;

/**
 * The refresh secrets of one session, each derived from the one before with the session's key. A secret without
 * the key does not yield the next one. The server stores the key and a hash of the newest secret. It derives the newest
 * again for two tabs that refresh at once, and distinguishes an older secret from a forged one.
 */
final class RefreshChain {

    private static final String MAC = "HmacSHA256";

    private final SecretKeySpec key;

    RefreshChain(byte[] key) {
        this.key = new SecretKeySpec(key, MAC);
    }

    static String first() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return text(bytes);
    }

    /** What is kept of a secret. */
    static Buffer hash(String secret) {
        return Sha256.of(secret);
    }

    String next(String secret) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return text(mac.doFinal(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + MAC, e);
        }
    }

    /**
     * How many rotations ago the secret was the newest.
     *
     * @param newest hash of the newest secret
     * @param rotations rotations of the session so far
     * @return 0 for the newest itself; empty when the secret never was one of this session
     */
    OptionalInt age(String secret, byte[] newest, int rotations) {
        String step = secret;
        for (int age = 0; age <= rotations; age++) {
            if (ConstantTime.isEqual(hash(step).getBytes(), newest)) {
                return OptionalInt.of(age);
            }
            step = next(step);
        }
        return OptionalInt.empty();
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
