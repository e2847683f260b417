package org.dalgo.platform.pubsub;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The connection on which PostgreSQL sends notifications. */
@ConfigMapping(prefix = "dalgo.stream")
interface PgNotificationsConfig {

    /** Interval at which the connection for PostgreSQL notifications is tested. */
    @WithDefault("10S")
    Duration notificationCheck();
}
