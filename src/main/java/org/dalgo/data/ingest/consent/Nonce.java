package org.dalgo.data.ingest.consent;

import java.security.SecureRandom;
import java.util.Base64;

/** A value that cannot be guessed; rows keep its {@link org.dalgo.platform.digest.Sha256}. */
final class Nonce {

    private static final int BYTES = 48;

    private Nonce() {}

    static String generate() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
