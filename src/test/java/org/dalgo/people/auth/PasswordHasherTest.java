package org.dalgo.people.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordHasherTest {

    // Made with Python's hashlib.pbkdf2_hmac, written as Django writes it.
    private static final String DJANGO =
            "pbkdf2_sha256$1000$aSaltOfDjango22$w1b8dVZcJG87zuCbG3JLGATik4NpItnllQzmC4dQ70o=";

    private final PasswordHasher passwordHasher = new PasswordHasher(new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(AuthConfig.class)
            .build()
            .getConfigMapping(AuthConfig.class));

    @AfterEach
    void close() {
        passwordHasher.close();
    }

    @Test
    void aHashMatchesItsPasswordOnly() {
        String hash = passwordHasher.hash("correct horse").await().indefinitely();

        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(matches("correct horse", hash)).isTrue();
        assertThat(matches("Correct horse", hash)).isFalse();
        assertThat(passwordHasher.isOutdated(hash)).isFalse();
    }

    @Test
    void hashesThatDjangoMadeAreUnderstoodAndOutdated() {
        assertThat(matches("pässwörd of old", DJANGO)).isTrue();
        assertThat(matches("password of old", DJANGO)).isFalse();
        assertThat(passwordHasher.isOutdated(DJANGO)).isTrue();
    }

    @Test
    void hashesThatAreNoneMatchNothing() {
        for (String hash : new String[] {
            "",
            "!unusable",
            "md5$salt$hash",
            "pbkdf2_sha256$99999999$salt$aaaa",
            "pbkdf2_sha256$0$salt$aaaa",
            "pbkdf2_sha256$1000$salt$not base64",
            "pbkdf2_sha256$1000$salt$=",
            "$argon2id$v=19$m=99999999,t=2,p=1$c2FsdHNhbHQ$aGFzaA",
            null
        }) {
            assertThat(matches("anything", hash)).as("%s", hash).isFalse();
        }
    }

    private boolean matches(String password, String hash) {
        return passwordHasher.matches(password, hash).await().indefinitely();
    }
}
