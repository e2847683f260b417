package org.dalgo.people.account.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How people come to an account and keep it. */
@ConfigMapping(prefix = "dalgo.account")
public interface AccountConfig {

    /** Code that opens an account without an invitation. Unset: accounts are opened by invitation only. */
    Optional<String> signUpCode();

    /** Life of a link that sets a new password. */
    @WithDefault("1h")
    Duration resetLife();

    /** Life of a link that confirms an address. */
    @WithDefault("24h")
    Duration verificationLife();
}
