package org.dalgo.platform.secret;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An encrypted credential as it stands in a row: format version, length and id of the key, nonce, and the ciphertext
 * with its authentication tag.
 */
public final class SealedSecret {

    static final int NONCE_BYTES = 12;
    private static final byte VERSION = 1;
    private static final int TAG_BYTES = 16;

    private final byte[] bytes;
    private final String keyId;
    private final int headerLength;

    private SealedSecret(byte[] bytes, String keyId, int headerLength) {
        this.bytes = bytes;
        this.keyId = keyId;
        this.headerLength = headerLength;
    }

    /**
     * Reads the bytes of a row.
     *
     * @throws UnreadableSecret when they were never sealed by this class
     */
    public static SealedSecret of(byte[] bytes) {
        if (bytes.length < 2 || bytes[0] != VERSION) {
            throw new UnreadableSecret("a stored credential has an unknown format", null);
        }
        int headerLength = 2 + Byte.toUnsignedInt(bytes[1]);
        if (bytes.length < headerLength + NONCE_BYTES + TAG_BYTES) {
            throw new UnreadableSecret("a stored credential is cut short", null);
        }
        try {
            String keyId = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 2, headerLength - 2))
                    .toString();
            return new SealedSecret(bytes.clone(), keyId, headerLength);
        } catch (CharacterCodingException e) {
            throw new UnreadableSecret("a stored credential names no key", e);
        }
    }

    static SealedSecret join(byte[] header, byte[] nonce, byte[] encrypted) {
        return of(ByteBuffer.allocate(header.length + nonce.length + encrypted.length)
                .put(header)
                .put(nonce)
                .put(encrypted)
                .array());
    }

    static byte[] header(String keyId) {
        byte[] id = keyId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + id.length)
                .put(VERSION)
                .put((byte) id.length)
                .put(id)
                .array();
    }

    /** What is stored. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Id of the key that sealed it. */
    public String keyId() {
        return keyId;
    }

    byte[] header() {
        return Arrays.copyOf(bytes, headerLength);
    }

    byte[] nonce() {
        return Arrays.copyOfRange(bytes, headerLength, headerLength + NONCE_BYTES);
    }

    byte[] encrypted() {
        return Arrays.copyOfRange(bytes, headerLength + NONCE_BYTES, bytes.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealedSecret sealed && Arrays.equals(sealed.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "SealedSecret[key=" + keyId + "]";
    }
}
