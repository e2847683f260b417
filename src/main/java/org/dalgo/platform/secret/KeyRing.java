package org.dalgo.platform.secret;

import com.google.re2j.Pattern;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.dalgo.platform.startup.StartupFailure;

/** Keys by id, one of which seals. The message of every refusal names the option and never its value. */
final class KeyRing {

    private static final int KEY_BYTES = 32;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,40}");

    private final Map<String, SecretKey> keys;
    private final String current;

    private KeyRing(Map<String, SecretKey> keys, String current) {
        this.keys = keys;
        this.current = current;
    }

    /**
     * The ring that the configuration describes.
     *
     * @throws StartupFailure when it is unusable
     */
    static KeyRing of(Map<String, String> encoded, Optional<String> current) {
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        encoded.forEach((id, key) -> keys.put(checkedId(id), key(id, key)));
        if (keys.isEmpty()) {
            throw new StartupFailure(
                    "no key encrypts stored credentials: set DALGO_SECRET_KEYS_FIRST (dalgo.secret.keys.first) to 32"
                            + " random bytes in Base64 (openssl rand -base64 32). Keep it: without it nothing that was"
                            + " stored can be read.");
        }
        String sealing = current.orElseGet(() -> keys.keySet().iterator().next());
        if (current.isEmpty() && keys.size() > 1) {
            throw new StartupFailure(
                    "dalgo.secret.keys holds several keys: set dalgo.secret.current to the id of the one that seals");
        }
        if (!keys.containsKey(sealing)) {
            throw new StartupFailure("dalgo.secret.current names a key that dalgo.secret.keys does not hold");
        }
        return new KeyRing(keys, sealing);
    }

    String currentId() {
        return current;
    }

    Optional<SecretKey> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    private static String checkedId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new StartupFailure("dalgo.secret.keys: an id has 1 to 40 letters, digits and dashes");
        }
        return id;
    }

    private static SecretKey key(String id, String encoded) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(encoded.strip());
        } catch (IllegalArgumentException e) {
            // The cause would quote the value.
            bytes = new byte[0];
        }
        if (bytes.length != KEY_BYTES) {
            throw new StartupFailure("dalgo.secret.keys." + id + " must be " + KEY_BYTES
                    + " random bytes in Base64 (openssl rand -base64 32)");
        }
        if (isGuessable(bytes)) {
            throw new StartupFailure("dalgo.secret.keys." + id + " is not random, so that a reader of the database can"
                    + " guess it: make a new one (openssl rand -base64 32) and rotate");
        }
        return new SecretKeySpec(bytes, "AES");
    }

    /** A text in Base64, or bytes that repeat: neither happens to random bytes within the life of the universe. */
    private static boolean isGuessable(byte[] bytes) {
        boolean text = IntStream.range(0, bytes.length).allMatch(i -> bytes[i] >= ' ' && bytes[i] <= '~');
        long distinct =
                IntStream.range(0, bytes.length).map(i -> bytes[i]).distinct().count();
        return text || distinct <= KEY_BYTES / 2;
    }
}
