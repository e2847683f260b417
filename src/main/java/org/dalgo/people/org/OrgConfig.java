package org.dalgo.people.org;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Organisations. */
@ConfigMapping(prefix = "dalgo.org")
public interface OrgConfig {

    /** How long a request to create an organisation waits for its completion; the job continues after that. */
    @WithDefault("25S")
    Duration creationWait();

    /** Attempts to create an organisation while Airbyte or Prefect is unreachable; then the creation is rolled back. */
    @WithDefault("4")
    int creationAttempts();

    /** Attempts to remove an organisation's objects in other systems; the rest is reported. */
    @WithDefault("8")
    int removalAttempts();

    /** How long a download of a logo may take. */
    @WithDefault("10S")
    Duration logoTimeout();
}
