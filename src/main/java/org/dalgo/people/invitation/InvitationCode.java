package org.dalgo.people.invitation;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import org.dalgo.platform.digest.Sha256;

/**
 * The code that a mail carries. Rows store its hash, which accepts nothing. It has 122 random bits, so a
 * plain hash cannot be guessed backwards.
 */
final class InvitationCode {

    private final String code;

    private InvitationCode(String code) {
        this.code = code;
    }

    static InvitationCode generate() {
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
        return Sha256.of(code);
    }

    @Override
    public String toString() {
        return "InvitationCode[…]";
    }
}
