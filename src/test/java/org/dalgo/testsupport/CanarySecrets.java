package org.dalgo.testsupport;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Secrets that tests hand to the application. None of them may ever come out of it. Every response and log record of
 * every test is searched for them, and for text like a token or a stored hash.
 */
public final class CanarySecrets {

    /** Password of a warehouse, in the configuration that Airbyte gets. */
    public static final String WAREHOUSE = "planted-warehouse-password-7f31";

    /** Access token of a git repository. */
    public static final String GIT = "planted-git-token-c9d2";

    /** Secret of this installation at Google. */
    public static final String GOOGLE_CLIENT = "planted-google-client-secret-51ce";

    /** What Google hands out for a consent. */
    public static final String GOOGLE_TOKEN = "planted-google-refresh-token-8b0f";

    /** A password of no account, as a mistyped one. */
    public static final String WRONG_PASSWORD = "planted-wrong-password-40aa";

    private static final List<String> ALL =
            List.of(TestPeople.PASSWORD, WAREHOUSE, GIT, GOOGLE_CLIENT, GOOGLE_TOKEN, WRONG_PASSWORD);

    private static final Map<String, Pattern> SHAPES = Map.of(
            "a token", Pattern.compile("eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}"),
            "a password hash", Pattern.compile("\\$argon2id\\$|pbkdf2_sha256\\$"),
            "a private key", Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY"));

    /** In a property: each test profile, and JUnit itself, have class loaders and with them statics of their own. */
    private static final String ESCAPES = "org.dalgo.test.escapes";

    /** An interned text is one object for all class loaders. */
    private static final Object LOCK = ESCAPES.intern();

    private CanarySecrets() {}

    /** What of it stands in the text, without repeating it. */
    static Optional<String> find(String text) {
        for (String secret : ALL) {
            if (text.contains(secret)) {
                return Optional.of("the secret that begins with '" + secret.substring(0, 12) + "'");
            }
        }
        return SHAPES.entrySet().stream()
                .filter(shape -> shape.getValue().matcher(text).find())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    static void recordLeak(String what, String where) {
        synchronized (LOCK) {
            System.setProperty(ESCAPES, System.getProperty(ESCAPES, "") + what + " stands in " + where + "\n");
        }
    }

    /** What has escaped since the last call. */
    public static List<String> drain() {
        synchronized (LOCK) {
            String escapes = System.clearProperty(ESCAPES);
            return escapes == null ? List.of() : escapes.lines().toList();
        }
    }
}
