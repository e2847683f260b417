package org.dalgo.platform.check;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import java.util.Set;

/** What production refuses to start with. */
@ConfigMapping(prefix = "dalgo.production")
public interface ProductionConfig {

    /**
     * Names of unsafe settings that this installation accepts, for example `plain-cookies` for a demonstration without TLS. The
     * start warns of each instead of refusing it.
     */
    Optional<Set<UnsafeSetting>> acceptedRisks();
}
