package org.dalgo.people.apitoken;

import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.Base64;
import org.dalgo.platform.digest.Sha256;
import org.dalgo.platform.security.ApiTokenCredentials;

/**
 * The text of a new API token. Rows store its hash, which opens nothing. It has 256 random bits, so a plain hash cannot be
 * guessed backwards.
 */
final class ApiTokenText {

    private static final int BYTES = 32;

    private final String text;

    private ApiTokenText(String text) {
        this.text = text;
    }

    static ApiTokenText generate() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return new ApiTokenText(ApiTokenCredentials.PREFIX
                + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** What its creator sees once. */
    String reveal() {
        return text;
    }

    /** What goes into the row. */
    Buffer hash() {
        return Sha256.of(text);
    }

    @Override
    public String toString() {
        return "ApiTokenText[…]";
    }
}
