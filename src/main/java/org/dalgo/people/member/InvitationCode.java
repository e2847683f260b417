package org.dalgo.people.member;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The code that a mail carries. Rows keep its hash: whoever reads them can accept nothing. It has 122 random bits, so a
 * plain hash cannot be guessed backwards.
 */
final class InvitationCode {

    private final String code;

    private InvitationCode(String code) {
        this.code = code;
    }

    static InvitationCode fresh() {
        return new InvitationCode(UUID.randomUUID().toString());
    }

    static InvitationCode of(String received) {
        return new InvitationCode(received.strip());
    }

    /** What goes into the mail. */
    String reveal() {
        return code;
    }

    /** What goes into the row. */
    Buffer hash() {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "InvitationCode[…]";
    }
}
