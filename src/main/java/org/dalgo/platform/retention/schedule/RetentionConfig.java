package org.dalgo.platform.retention.schedule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Pace of deletion; how long rows live is a setting of each room. */
@ConfigMapping(prefix = "dalgo.retention")
public interface RetentionConfig {

    /** Rows that one statement deletes at most. */
    @WithDefault("1000")
    int batch();

    /** Statements of one turn at most; the next turn continues. */
    @WithDefault("200")
    int batchesPerTurn();
}
