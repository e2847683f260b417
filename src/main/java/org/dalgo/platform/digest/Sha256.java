package org.dalgo.platform.digest;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256. It suffices for random texts that rows are only compared with; passwords are hashed with Argon2. */
public final class Sha256 {

    private Sha256() {}

    /** 32 bytes, the same for the same text. */
    public static Buffer of(String text) {
        return Buffer.buffer(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The digest of a text as 64 hexadecimal digits. */
    public static String hex(String text) {
        return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A fresh digest for content that arrives in parts. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
