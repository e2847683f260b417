package org.dalgo.platform.sse;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How streams are kept. All limits are per replica. */
@ConfigMapping(prefix = "dalgo.stream")
public interface SseConfig {

    /** Interval of comments that keep proxies from closing a quiet stream. */
    @WithDefault("15S")
    Duration heartbeat();

    /** Open streams of one person; the next one is refused with 429. */
    @WithDefault("20")
    int perUser();

    /** Open streams of one organisation; the next one is refused with 429. */
    @WithDefault("500")
    int perOrg();

    /** {@code Retry-After} of a refused stream. */
    @WithDefault("5S")
    Duration retryAfter();

    /** Events that may wait for a slow viewer; beyond that its connection is closed. */
    @WithDefault("1000")
    int bufferEvents();

    /** The same in bytes. */
    @WithDefault("1M")
    MemorySize bufferBytes();

    /** Time without progress after which a viewer's connection is closed. */
    @WithDefault("30S")
    Duration stalled();

    /** How long a stream lives on after the access token that opened it has expired. */
    @WithDefault("5M")
    Duration grace();

    /** How often sessions and memberships behind open streams are checked. */
    @WithDefault("7S")
    Duration sessionCheck();

    /** Time over which streams end at shutdown. */
    @WithDefault("1.5S")
    Duration shutdown();

    /** How long an organisation's events are kept, so that a stream can be resumed. */
    @WithDefault("15M")
    Duration kept();
}
