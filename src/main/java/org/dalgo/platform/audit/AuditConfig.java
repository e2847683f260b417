package org.dalgo.platform.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Retention of the audit log. */
@ConfigMapping(prefix = "dalgo.audit")
public interface AuditConfig {

    /** Age at which entries are deleted; the database refuses to delete younger ones than 30 days. */
    @WithDefault("365d")
    Duration kept();
}
