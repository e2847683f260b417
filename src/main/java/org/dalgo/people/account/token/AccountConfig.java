package org.dalgo.people.account.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How people come to an account and keep it. */
@ConfigMapping(prefix = "dalgo.account")
public interface AccountConfig {

    /** Code that somebody must know to open an account without being invited. Without it nobody can. */
    Optional<String> signUpCode();

    /** How long a link to set a new password is good. */
    @WithDefault("1h")
    Duration resetLife();

    /** How long a link to confirm an address is good. */
    @WithDefault("24h")
    Duration verificationLife();
}
