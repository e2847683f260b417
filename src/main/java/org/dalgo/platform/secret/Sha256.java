package org.dalgo.platform.secret;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of a text that rows are only compared with. It suffices for random texts; passwords are hashed with Argon2.
 */
public final class Sha256 {

    private Sha256() {}

    /** 32 bytes, the same for the same text. */
    public static Buffer of(String text) {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks SHA-256", e);
        }
    }
}
