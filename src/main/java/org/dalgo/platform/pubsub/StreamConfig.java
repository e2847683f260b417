package org.dalgo.platform.pubsub;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How streams are kept. All limits are per replica. */
@ConfigMapping(prefix = "dalgo.stream")
public interface StreamConfig {

    /** A comment this often keeps proxies from closing a quiet stream. */
    @WithDefault("15S")
    Duration heartbeat();

    /** Open streams of one person; the next one is refused with 429. */
    @WithDefault("20")
    int perUser();

    /** Open streams of one organisation; the next one is refused with 429. */
    @WithDefault("500")
    int perOrg();

    /** What a refused client is told to wait. */
    @WithDefault("5S")
    Duration retryAfter();

    /** Events that may wait for a viewer that has fallen behind; beyond it its connection is closed. */
    @WithDefault("1000")
    int bufferEvents();

    /** The same in bytes. */
    @WithDefault("1M")
    MemorySize bufferBytes();

    /** A viewer that takes nothing at all for so long is closed, however little waits for it. */
    @WithDefault("30S")
    Duration stalled();

    /** How long a stream lives on after the access token that opened it has expired. */
    @WithDefault("5M")
    Duration grace();

    /** How often sessions and memberships behind open streams are checked. */
    @WithDefault("7S")
    Duration sessionCheck();

    /** At shutdown streams end spread over this time. */
    @WithDefault("1.5S")
    Duration shutdown();

    /** How long an organisation's events are kept, so that a stream can be resumed. */
    @WithDefault("15M")
    Duration kept();

    /** The connection that hears notices is tested this often. */
    @WithDefault("10S")
    Duration noticeCheck();
}
