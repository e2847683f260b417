package org.dalgo.people.org;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Organisations. */
@ConfigMapping(prefix = "dalgo.org")
public interface OrgConfig {

    /** How long a request to make an organisation waits until it stands; the work goes on after that. */
    @WithDefault("25S")
    Duration creationWait();

    /** How often making an organisation is tried while Airbyte or Prefect cannot be reached; then it is taken back. */
    @WithDefault("4")
    int creationAttempts();

    /** How often removing what an organisation has elsewhere is tried; what is left then is reported. */
    @WithDefault("8")
    int removalAttempts();

    /** How long the server of a logo may take to hand it out. */
    @WithDefault("10S")
    Duration logoTimeout();
}
