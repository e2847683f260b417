package org.dalgo.platform.secret;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The keys that encrypt credentials at rest. */
@ConfigMapping(prefix = "dalgo.secret")
public interface SecretConfig {

    /**
     * Keys by id; each is 32 random bytes in Base64 ({@code openssl rand -base64 32}). An id has 1 to 40 letters,
     * digits and dashes. Old keys stay configured as long as a stored credential needs them.
     */
    Map<String, String> keys();

    /** Id of the key that encrypts new values. Unset: the only configured key. */
    Optional<String> current();

    /**
     * File that holds the key of a development machine, made with a new key if absent. Production refuses it: there a
     * lost file would mean lost credentials on the other replicas.
     */
    Optional<Path> developmentKeyFile();
}
